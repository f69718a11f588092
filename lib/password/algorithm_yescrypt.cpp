// yescrypt behind the facade.
#include "password/algorithms.hpp"

namespace signet::inline v0::detail {

Result<void> at_least_minimum(const YescryptParams& params) noexcept {
  if (!has_yescrypt()) return fail(Errc::hash_unsupported);
  const std::string_view fault = yescrypt_fault(params);
  if (!fault.empty()) return fail(Errc::option_invalid, fault);
  return {};
}

Result<void> below_ceiling(const YescryptParams& params, const HashCeilings& ceilings) noexcept {
  if (yescrypt_memory(params) > ceilings.memory.count) return fail(Errc::hash_too_expensive, "memory");
  return {};
}

YescryptString stored_of(const YescryptParams& params, const NewSalt& salt,
                         std::span<const std::byte, 32> tag) noexcept {
  return YescryptString{params, salt, tag};
}

YescryptParams params_of(const YescryptString& stored) noexcept { return stored.params(); }

Result<void> compute(std::string_view password, const YescryptString& stored, std::span<std::byte> tag) {
  return yescrypt(password, stored, tag);
}

RehashReasons compare_with(const YescryptParams& target, const YescryptString& stored) noexcept {
  return {.parameters = yescrypt_memory(stored.params()) < yescrypt_memory(target),
          .form = stored.salt().size() < NewSalt{}.size()};
}

}  // namespace signet::inline v0::detail
