// Decoys: what stands for the account of a name that has none, so that its login tells nothing.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "signet/account/account_store.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0::detail {

/// What a name is held against that has no account, or one whose hash cannot be computed.
struct Decoy {
  HashParams cost;
  Account account;  ///< no id; its hash reads as any stored one of this cost, and is of no password
};

/// @thread all calls may be made from any number of threads at once
class Decoys {
 public:
  /// `fallback` is the cost while the store is empty.
  Decoys(const SecretBytes& key, HashParams fallback) : key_(key), fallback_(fallback) {}

  /// From now on costs are chosen from `mix`, as often as accounts have them.
  void use(std::vector<ParameterShare> mix);
  /// True for one caller when the mix is 10 minutes old.
  bool refresh_due(Instant now);

  /// The decoy of a name; the same for one key until the mix changes.
  Decoy of(const std::string& key) const;

 private:
  HashParams cost_at(std::uint64_t point) const;  // a fraction of 2^64

  HmacSha256 key_;
  HashParams fallback_;
  mutable std::mutex mutex_;
  std::vector<ParameterShare> mix_;  // guarded by mutex_
  std::uint64_t accounts_ = 0;       // guarded by mutex_: of all shares
  std::optional<Instant> read_at_;   // guarded by mutex_
};

}  // namespace signet::inline v0::detail
