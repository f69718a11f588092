// A stored hash of whichever algorithm, read as what it names.
#pragma once

#include <string_view>
#include <type_traits>

#include "password/bcrypt_string.hpp"
#include "password/pbkdf2_string.hpp"
#include "password/scrypt_string.hpp"
#include "password/stored_kind.hpp"
#include "password/yescrypt_string.hpp"
#include "signet/core/result.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

template <class Stored, class Visitor>
auto visit_as(std::string_view text, Visitor& visitor) -> std::invoke_result_t<Visitor&, const Stored&> {
  const auto parsed = Stored::parse(text);
  if (!parsed) return parsed.error();
  return visitor(*parsed);
}

/// What `visitor`, which returns a Result, says of `stored`, read as the function that it names. It is read
/// where it is visited, so that its bytes are not copied. Reading allocates nothing.
/// @error hash_malformed, hash_unsupported
template <class Visitor>
auto visit_stored(std::string_view stored, Visitor&& visitor)
    -> std::invoke_result_t<Visitor&, const PhcString&> {
  const auto kind = stored_kind(stored);
  if (!kind) return kind.error();
  switch (*kind) {
    case StoredKind::argon2:
      return visit_as<PhcString>(stored, visitor);
    case StoredKind::bcrypt:
      return visit_as<BcryptString>(stored, visitor);
    case StoredKind::pbkdf2_sha256:
      return visit_as<Pbkdf2String>(stored, visitor);
    case StoredKind::scrypt:
      return visit_as<ScryptString>(stored, visitor);
    case StoredKind::yescrypt:
      break;
  }
  return visit_as<YescryptString>(stored, visitor);
}

}  // namespace signet::inline v0::detail
