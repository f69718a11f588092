// OpenLogin: the gate before logins that need no credential; it says who may ask for one at all.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "common/log.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/http/client_address.hpp"
#include "signet/http/request.hpp"

namespace signet::example {

/// `open_login` and the keys that go with it.
std::vector<Option> open_login_options();

struct OpenLoginRules {
  bool open = false;                        ///< whether anybody at all may log in without a credential
  TrustedProxies from{};                    ///< addresses that may, beside loopback and Unix sockets
  std::vector<std::string> hosts{};         ///< names that Host may have, beside loopback's; without port
  TrustedProxies proxies{};                 ///< as the service has them
  std::vector<SecretBytes> service_keys{};  ///< whoever shows one of them may log in from anywhere
};

/// @thread const access from any number of threads
class OpenLogin {
 public:
  explicit OpenLogin(OpenLoginRules rules) noexcept : rules_(std::move(rules)) {}
  /// Reads those options, and the keys that `service_keys` gives. Refuses a key that no header can carry.
  static Start<OpenLogin> from(const Options& options, std::vector<SecretBytes> service_keys);

  /// Whether this caller may log in without a credential: judged from the connection and its header fields.
  /// @error forbidden  a name says which condition is not met: service_key (one is shown, and it is none of
  ///                   ours), open_login (switched off), peer, forwarded, host, origin
  Result<void> admit(const Request& request) const;
  /// The keys that admit from anywhere. View into *this.
  std::span<const SecretBytes> service_keys() const& noexcept { return rules_.service_keys; }
  std::span<const SecretBytes> service_keys() const&& = delete;
  /// Says at start what anybody can do here.
  void announce(Log& log) const;

 private:
  bool may(const std::string& address) const;
  bool passes_forwarding(const Request& request) const;
  bool is_own_host(const Request& request) const;

  OpenLoginRules rules_;
};

}  // namespace signet::example
