// Decoys: what a login costs to a name that has no account, chosen so that it tells nothing.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "signet/account/account_store.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0::detail {

/// @thread all calls may be made from any number of threads at once
class Decoys {
 public:
  /// `fallback` is the cost while the store is empty.
  Decoys(const SecretBytes& key, HashParams fallback) : key_(key), fallback_(fallback) {}

  /// From now on costs are chosen from `mix`, as often as accounts have them.
  void use(std::vector<ParameterShare> mix);
  /// True for one caller when the mix is 10 minutes old.
  bool refresh_due(Instant now);

  /// The cost of a name that has no account; the same for one key until the mix changes.
  HashParams cost_of(std::string_view key) const;

 private:
  HmacSha256 key_;
  HashParams fallback_;
  mutable std::mutex mutex_;
  std::vector<ParameterShare> mix_;  // guarded by mutex_
  std::uint64_t accounts_ = 0;       // guarded by mutex_: of all shares
  std::optional<Instant> read_at_;   // guarded by mutex_
};

}  // namespace signet::inline v0::detail
