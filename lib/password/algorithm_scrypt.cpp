// scrypt behind the facade.
#include "password/algorithms.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

Result<void> at_least_minimum(const ScryptParams& params) noexcept {
  const std::string_view fault = scrypt_fault(params);
  if (!fault.empty()) return fail(Errc::option_invalid, fault);
  return {};
}

Result<void> below_ceiling(const ScryptParams& params, const HashCeilings& ceilings) noexcept {
  if (scrypt_memory(params) > ceilings.memory.count) return fail(Errc::hash_too_expensive, "memory");
  const std::uint64_t of_one_run = (std::uint64_t{1} << params.log_n) * params.r;
  if (of_one_run > ceilings.scrypt_work / params.p) return fail(Errc::hash_too_expensive, "work");
  return {};
}

ScryptString stored_of(const ScryptParams& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept {
  return ScryptString{params, salt, tag};
}

ScryptParams params_of(const ScryptString& stored) noexcept { return stored.params(); }

Result<void> compute(std::string_view password, const ScryptString& stored, std::span<std::byte> tag) {
  return scrypt(password, stored.salt(), stored.params(), tag);
}

RehashReasons compare_with(const ScryptParams& target, const ScryptString& stored) noexcept {
  const auto work = [](const ScryptParams& params) { return (Wide{params.r} << params.log_n) * params.p; };
  return {.parameters =
              scrypt_memory(stored.params()) < scrypt_memory(target) || work(stored.params()) < work(target),
          .form = stored.salt().size() < NewSalt{}.size() || stored.tag().size() < NewTag{}.size()};
}

}  // namespace signet::inline v0::detail
