// bcrypt behind the facade.
#include <algorithm>

#include "password/algorithms.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

Result<void> at_least_minimum(const BcryptParams& params) noexcept {
  if (params.cost < 4) return fail(Errc::option_invalid, "cost");
  return {};
}

Result<void> below_ceiling(const BcryptParams& params, const HashCeilings& ceilings) noexcept {
  if (params.cost > ceilings.bcrypt_cost) return fail(Errc::hash_too_expensive, "cost");
  return {};
}

BcryptString stored_of(const BcryptParams& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept {
  BcryptString stored{.minor = 'b', .cost = params.cost, .salt = salt};
  std::copy_n(tag.begin(), stored.digest.size(), stored.digest.begin());
  return stored;
}

BcryptParams params_of(const BcryptString& stored) noexcept { return {.cost = stored.cost}; }

Result<void> compute(std::string_view password, const BcryptString& stored, std::span<std::byte> tag) {
  BcryptDigest digest{};
  const auto done = bcrypt(password, stored.salt, stored.cost, digest);
  std::ranges::copy(digest, tag.begin());
  wipe(digest.data(), digest.size());
  return done;
}

RehashReasons compare_with(const BcryptParams& target, const BcryptString& stored) noexcept {
  return {.parameters = stored.cost < target.cost, .form = stored.minor != 'b'};
}

}  // namespace signet::inline v0::detail
