// The service harness: starts a server program on a free port, stops it by its process id, shows its log on
// failure.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "flows/temporary_folder.hpp"

namespace signet::test {

/// How a program ended, and all that it wrote.
struct Ending {
  int exit_code = -1;  ///< 128 + the signal's number when one ended it
  std::string output;  ///< stdout and stderr
};

/// A program.
struct Launch {
  std::string program;  ///< of the build's bin folder, or an absolute path
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  ///< all of it, but PATH
  bool keeps_state = true;                                       ///< it takes a --state-folder
};

/// Runs a program to its end, at most 60 s.
Ending run(const Launch& launch);

/// A server in a folder of its own. When the current test failed, its log is printed as it goes.
class ServiceProcess {
 public:
  /// Adds `--listen 127.0.0.1:0` and, where it takes one, a `--state-folder` to the arguments, and waits
  /// until a connection is accepted. Ends the test when the server does not start.
  explicit ServiceProcess(Launch launch);
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;
  /// Stops it if it still runs.
  ~ServiceProcess();

  std::uint16_t port() const noexcept { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::string state_folder() const { return folder_.path() + "/state"; }
  /// All that it wrote so far.
  std::string log() const;
  void signal(int number) const;
  /// SIGTERM, then its end.
  Ending stop();
  Ending wait_for_end();
  /// Waits until the log holds `text`, at most 20 s. @return whether it came
  bool wait_for_log(const std::string& text) const;

 private:
  TemporaryFolder folder_;
  std::string name_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace signet::test
