// A real nginx over one of the project's configurations, on a free loopback port, in a folder of its own.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "flows/temporary_folder.hpp"

namespace signet::test {

/// A configuration for nginx's context `http` as it is shipped, and what a test has otherwise.
struct ShippedSite {
  std::string file;    ///< below examples/
  std::string listen;  ///< where it listens, `127.0.0.1:4000`; a free port takes its place
  /// Each text that is replaced wherever it stands, which must be somewhere.
  std::vector<std::pair<std::string, std::string>> changes;
};

/// Serves a site. Its logs are in its own folder in place of /var/log/nginx. A connection from 127.0.0.2
/// stands for the client that its field `X-Test-Client` names, as if a network lay between.
class NginxServer {
 public:
  explicit NginxServer(const ShippedSite& site);
  NginxServer(const NginxServer&) = delete;
  NginxServer& operator=(const NginxServer&) = delete;
  ~NginxServer();

  std::uint16_t port() const noexcept { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// What the site's access log holds so far; a line comes after its answer.
  std::string access_log() const;

 private:
  std::string configuration(const ShippedSite& site) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  pid_t process_ = -1;
};

}  // namespace signet::test
