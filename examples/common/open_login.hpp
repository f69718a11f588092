// OpenLogin: the gate before logins that need no credential; it says who may ask for one at all.
#pragma once

#include <string>
#include <string_view>
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

/// Refuses keys of the secret `name` that no Authorization header can carry.
Start<Done> check_bearer_keys(const std::vector<SecretBytes>& keys, std::string_view name);

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
  /// Says at start what anybody can do here.
  void announce(Log& log) const;

 private:
  bool may(const std::string& address) const;
  bool passes_forwarding(const Request& request) const;
  bool is_own_host(const Request& request) const;

  OpenLoginRules rules_;
};

}  // namespace signet::example
