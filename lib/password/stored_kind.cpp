// The functions that a stored hash may name, by name.
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

}  // namespace

Result<StoredKind> stored_kind(std::string_view stored) noexcept {
  if (!stored.starts_with('$')) return fail(Errc::hash_malformed);
  const std::string_view id = stored.substr(1, stored.find('$', 1) - 1);
  if (stored.size() == id.size() + 1) return fail(Errc::hash_malformed);
  for (const Named& named : kinds) {
    if (named.id == id) return named.kind;
  }
  const bool well_formed =
      !id.empty() && id.size() <= 32 &&
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  return fail(well_formed ? Errc::hash_unsupported : Errc::hash_malformed);
}

}  // namespace signet::inline v0::detail
