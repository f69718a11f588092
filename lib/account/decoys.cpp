// Choosing by a keyed hash among the shares of the mix.
#include "account/decoys.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>
#include <variant>

namespace signet::inline v0::detail {
namespace {

constexpr Seconds mix_lifetime = Seconds::of(600);

// An order that does not depend on the shares' sizes, so that few names change their cost as those move.
bool comes_before(const ParameterShare& a, const ParameterShare& b) {
  const auto rank = [](const ParameterShare& share) {
    if (const auto* yescrypt = std::get_if<YescryptParams>(&share.params)) {
      return std::tuple{4, yescrypt->log_n, yescrypt->r, 0U, Argon2Type::id};
    }
    if (const auto* scrypt = std::get_if<ScryptParams>(&share.params)) {
      return std::tuple{3, scrypt->log_n, scrypt->r, scrypt->p, Argon2Type::id};
    }
    if (const auto* bcrypt = std::get_if<BcryptParams>(&share.params)) {
      return std::tuple{0, bcrypt->cost, 0U, 0U, Argon2Type::id};
    }
    if (const auto* pbkdf2 = std::get_if<Pbkdf2Params>(&share.params)) {
      return std::tuple{2, pbkdf2->iterations, 0U, 0U, Argon2Type::id};
    }
    const auto& argon2 = std::get<Argon2Params>(share.params);
    return std::tuple{1, argon2.memory.count, argon2.passes, argon2.lanes, argon2.type};
  };
  return rank(a) < rank(b);
}

}  // namespace

void Decoys::use(std::vector<ParameterShare> mix) {
  std::ranges::sort(mix, comes_before);
  std::uint64_t accounts = 0;
  for (const ParameterShare& share : mix) accounts += share.accounts;
  const std::scoped_lock lock(mutex_);
  mix_ = std::move(mix);
  accounts_ = accounts;
}

bool Decoys::refresh_due(Instant now) {
  const std::scoped_lock lock(mutex_);
  if (!read_at_) read_at_ = now;
  if (now - *read_at_ < mix_lifetime) return false;
  read_at_ = now;
  return true;
}

HashParams Decoys::cost_of(std::string_view key) const {
  const Sha256 digest = key_.mac(key);
  std::uint64_t point = 0;  // a fraction of 2^64
  std::memcpy(&point, digest.data(), sizeof point);
  const std::scoped_lock lock(mutex_);
  auto place = static_cast<std::uint64_t>((Wide{point} * accounts_) >> 64);
  for (const ParameterShare& share : mix_) {
    if (place < share.accounts) return share.params;
    place -= share.accounts;
  }
  return fallback_;
}

}  // namespace signet::inline v0::detail
