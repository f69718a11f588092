// argon2 behind the facade.
#include "password/algorithms.hpp"

namespace signet::inline v0::detail {

Result<void> at_least_minimum(const Argon2Params& params) noexcept {
  if (params.lanes < 1) return fail(Errc::option_invalid, "lanes");
  if (params.passes < 1) return fail(Errc::option_invalid, "passes");
  if (params.memory.count < std::uint64_t{8} * params.lanes) return fail(Errc::option_invalid, "memory");
  return {};
}

Result<void> below_ceiling(const Argon2Params& params, const HashCeilings& ceilings) noexcept {
  if (params.memory > ceilings.memory) return fail(Errc::hash_too_expensive, "memory");
  if (params.passes > ceilings.passes) return fail(Errc::hash_too_expensive, "passes");
  if (params.lanes > ceilings.lanes) return fail(Errc::hash_too_expensive, "lanes");
  return {};
}

PhcString stored_of(const Argon2Params& params, const NewSalt& salt,
                    std::span<const std::byte, 32> tag) noexcept {
  return *PhcString::of(params, salt, tag);
}

Argon2Params params_of(const PhcString& stored) noexcept { return stored.params(); }

Result<void> compute(std::string_view password, const PhcString& stored, std::span<std::byte> tag) {
  return argon2_hash(password, stored.salt(), stored.params(), stored.version(), tag);
}

RehashReasons compare_with(const Argon2Params& target, const PhcString& stored) noexcept {
  if (stored.params().type != target.type) return {.algorithm = true};
  return {.parameters = stored.params().memory < target.memory || stored.params().passes < target.passes,
          .form = stored.version() != Argon2Version::v19 || stored.salt().size() < NewSalt{}.size() ||
                  stored.tag().size() < NewTag{}.size()};
}

}  // namespace signet::inline v0::detail
