// Denials to ask a store for, and what it says of them; the database that the DenyStore suite runs over.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "conformance/some_families.hpp"
#include "signet/session/deny_store.hpp"

namespace signet::test {

/// Where denials of several realms live. Each program has one kind, in redis_deny_database.cpp or
/// postgres_deny_database.cpp.
class DenyDatabase {
 public:
  DenyDatabase() = default;
  DenyDatabase(const DenyDatabase&) = delete;
  DenyDatabase& operator=(const DenyDatabase&) = delete;
  virtual ~DenyDatabase() = default;

  /// A store with connections of its own, as another instance has.
  virtual std::unique_ptr<DenyStore> open(const std::string& realm = "realm") = 0;
};
std::unique_ptr<DenyDatabase> make_deny_database();

/// Of a token that expires a quarter of an hour after noon.
inline constexpr NumericDate quarter_past = noon + Seconds::of(900);

inline Denial of(DeniedBy by, const std::string& value, NumericDate until = quarter_past) {
  return {.by = by, .value = value, .issued_before = {}, .until = until};
}
inline Denial by_jti(const std::string& value) { return of(DeniedBy::jti, value); }
inline Denial by_subject(NumericDate issued_before, NumericDate until = quarter_past) {
  return {.by = DeniedBy::sub, .value = "ann", .issued_before = issued_before, .until = until};
}

/// By which claim the token is denied; empty: by none.
inline std::string denied(DenyStore& store, const DenialQuestion& token) {
  const auto found = store.look_up(token);
  REQUIRE(found);
  if (!found->has_value()) return "";
  return **found == DeniedBy::jti ? "jti" : **found == DeniedBy::sid ? "sid" : "sub";
}
inline bool is_denied(DenyStore& store, const std::string& jti) {
  return denied(store, {.jti = jti, .sid = {}, .sub = {}, .issued_at = {}}) == "jti";
}
/// Whether a token of ann's is.
inline bool is_denied_at(DenyStore& store, NumericDate issued) {
  return denied(store, {.jti = {}, .sid = {}, .sub = "ann", .issued_at = issued}) == "sub";
}

/// All that is denied from `position` on, which is moved.
inline std::vector<Denial> read_all(DenyStore& store, std::string& position) {
  std::vector<Denial> all;
  for (;;) {
    auto page = store.read_on(position);
    REQUIRE(page);
    all.insert(all.end(), page->denials.begin(), page->denials.end());
    position = page->position;
    if (page->complete) return all;
  }
}
inline std::vector<Denial> read_all(DenyStore& store) {
  std::string position;
  return read_all(store, position);
}

}  // namespace signet::test
