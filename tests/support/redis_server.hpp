// Real Redis servers that a test starts on free loopback ports, kills, holds back and starts again.
#pragma once

#include <doctest/doctest.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "support/await.hpp"
#include "support/temporary_directory.hpp"

namespace signet::test {

/// The password of every server and sentinel of this process, made anew for each run.
const std::string& redis_password();

/// One server: `redis-server` of the path, in a folder of its own. It asks for `redis_password()` of user
/// `default`, keeps nothing on disk unless its configuration says so, and ends with this object, or with this
/// process however that ends.
/// @thread `ask` from any number of threads at once, all else from one
class RedisServer {
 public:
  enum class Kind : std::uint8_t { server, sentinel };

  /// @param lines  of redis.conf, besides those for what is said above
  explicit RedisServer(std::vector<std::string> lines = {}, Kind kind = Kind::server);
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  std::uint16_t port() const noexcept { return port_; }
  std::string endpoint() const { return "127.0.0.1:" + std::to_string(port_); }
  /// redis://default:PASSWORD@127.0.0.1:PORT
  std::string url() const { return "redis://default:" + redis_password() + "@" + endpoint(); }
  pid_t process() const noexcept { return process_; }

  /// The reply as texts: the values of arrays, nested ones too, one after another; nil as "(nil)", an error
  /// with its leading '-'. Nothing when no whole reply came within ten seconds.
  std::vector<std::string> ask(const std::vector<std::string>& command) const;
  /// The value that `name` has in a reply of `name:value` lines, as INFO and CLUSTER INFO give; empty: none.
  std::string line_of(const std::vector<std::string>& command, const std::string& name) const;
  /// A command that gives OK.
  void order(const std::vector<std::string>& command) const;

  /// Starts it again, on the same port, folder and configuration, as the server itself may have rewritten it.
  void start();
  /// Ends it in good order, so that it writes what its configuration says.
  void stop();
  /// Ends it without warning.
  void kill();
  /// Stops its process where it is: connections stay open, nothing is answered until `thaw`.
  void freeze() const;
  void thaw() const;

 private:
  void choose_ports();
  bool launch();
  void guard();
  void end(int signal);

  std::vector<std::string> lines_;
  Kind kind_;
  TemporaryDirectory folder_;
  pid_t owner_;
  std::uint16_t port_ = 0;
  pid_t process_ = -1;
  pid_t guard_ = -1;
  int guard_pipe_ = -1;
};

}  // namespace signet::test
