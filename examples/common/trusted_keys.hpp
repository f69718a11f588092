// TrustedKeys: the keys a server verifies tokens with, from a JWKS file, a JWKS URL or a shared secret.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/current.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "common/stop.hpp"
#include "common/verifiers.hpp"

namespace signet::example {

/// The options that say where the keys are, `jwks_file`, `jwks_url` and `jwks_ca_file`, and what tokens are
/// accepted by them, `jwt_algorithms`.
std::vector<Option> trusted_key_options();

/// Verifies tokens with the newest keys that could be read.
///
/// A file or a secret is read at once and must be good. A URL is fetched by a thread of this object, again
/// and again until it answers; until then there are no keys. Keys are replaced all or none.
/// @thread verify, loaded and in_use may be called from any number of threads at once
class TrustedKeys {
 public:
  /// @param policy  what tokens must meet beside their signature
  static Start<std::unique_ptr<TrustedKeys>> open(const Options& options, const Policy& policy, Log& log);
  TrustedKeys(const TrustedKeys&) = delete;
  TrustedKeys& operator=(const TrustedKeys&) = delete;
  ~TrustedKeys();

  /// @error keys_unavailable  until the first keys are there
  /// @error every code of TokenVerifier::verify
  Result<VerifiedToken> verify(std::string_view token, NumericDate now) const;
  bool loaded() const { return verifiers_.get() != nullptr; }
  KeysInUse in_use() const;
  /// Reads the source again; what is in use stays when that fails. Logs which it was.
  void reload();

 private:
  TrustedKeys(const Options& options, TokenRules rules, Log& log);
  Start<Done> read_again();
  Start<std::vector<KeySet>> read_jwks() const;
  void fetch_until_stopped();

  const Options& options_;
  TokenRules rules_;
  Log& log_;
  Current<Verifiers> verifiers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool wanted_ = true;
  bool stopping_ = false;
  std::thread fetcher_;
};

}  // namespace signet::example
