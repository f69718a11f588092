// The functions that a stored hash may name, and the reader of each.
#include "password/parsed_hash.hpp"

#include <utility>

#include "password/stored_kind.hpp"

namespace signet::inline v0::detail {
namespace {

struct Named {
  std::string_view id;
  StoredKind kind;
};

constexpr Named kinds[] = {
    {"argon2id", StoredKind::argon2},
    {"argon2i", StoredKind::argon2},
    {"argon2d", StoredKind::argon2},
    {"2b", StoredKind::bcrypt},
    {"2a", StoredKind::bcrypt},
    {"2y", StoredKind::bcrypt},
    {"pbkdf2-sha256", StoredKind::pbkdf2_sha256},
    {"scrypt", StoredKind::scrypt},
    {"y", StoredKind::yescrypt},
};

template <class Stored>
Result<ParsedHash> as_variant(Result<Stored> parsed) noexcept {
  if (!parsed) return parsed.error();
  return ParsedHash{*std::move(parsed)};
}

}  // namespace

Result<StoredKind> stored_kind(std::string_view stored) noexcept {
  if (!stored.starts_with('$')) return fail(Errc::hash_malformed);
  const std::string_view id = stored.substr(1, stored.find('$', 1) - 1);
  const bool closed = stored.size() > id.size() + 1;
  const bool well_formed =
      !id.empty() && id.size() <= 32 &&
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  if (!closed || !well_formed) return fail(Errc::hash_malformed);
  for (const Named& named : kinds) {
    if (named.id == id) return named.kind;
  }
  return fail(Errc::hash_unsupported);
}

Result<ParsedHash> parse_stored(std::string_view stored) noexcept {
  const auto kind = stored_kind(stored);
  if (!kind) return kind.error();
  switch (*kind) {
    case StoredKind::argon2:
      return as_variant(PhcString::parse(stored));
    case StoredKind::bcrypt:
      return as_variant(BcryptString::parse(stored));
    case StoredKind::pbkdf2_sha256:
      return as_variant(Pbkdf2String::parse(stored));
    case StoredKind::scrypt:
      return as_variant(ScryptString::parse(stored));
    case StoredKind::yescrypt:
      break;
  }
  return as_variant(YescryptString::parse(stored));
}

}  // namespace signet::inline v0::detail
