// PBKDF2 behind the facade.
#include "password/algorithms.hpp"

namespace signet::inline v0::detail {

Result<void> at_least_minimum(const Pbkdf2Params& params) noexcept {
  if (params.iterations < pbkdf2_min_iterations) return fail(Errc::option_invalid, "iterations");
  return {};
}

Result<void> below_ceiling(const Pbkdf2Params& params, const HashCeilings& ceilings) noexcept {
  if (params.iterations > ceilings.pbkdf2_iterations) return fail(Errc::hash_too_expensive, "iterations");
  return {};
}

Pbkdf2String stored_of(const Pbkdf2Params& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept {
  return Pbkdf2String{params, salt, tag};
}

Pbkdf2Params params_of(const Pbkdf2String& stored) noexcept { return stored.params(); }

Result<void> compute(std::string_view password, const Pbkdf2String& stored, std::span<std::byte> tag) {
  return pbkdf2(password, stored.salt(), stored.params(), tag);
}

RehashReasons compare_with(const Pbkdf2Params& target, const Pbkdf2String& stored) noexcept {
  return {.parameters = stored.params().iterations < target.iterations,
          .form = stored.salt().size() < NewSalt{}.size() || stored.tag().size() < NewTag{}.size()};
}

}  // namespace signet::inline v0::detail
