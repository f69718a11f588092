// The registered claims of RFC 7519 §4.1: their types and times.
#include "token/claim_checks.hpp"

#include <array>

#include "policy/times.hpp"

namespace signet::inline v0::detail {
namespace {

struct Typed {
  Registered claim;
  std::string_view name;
};
constexpr std::array typed_claims{Typed{Registered::iss, "iss"}, Typed{Registered::sub, "sub"},
                                  Typed{Registered::aud, "aud"}, Typed{Registered::jti, "jti"}};

bool is_array_of_strings(const JsonValue& value) noexcept {
  if (value.type != JsonType::array) return false;
  JsonElements walk{value.text};
  while (const auto element = walk.next()) {
    if (element->type != JsonType::string) return false;
  }
  return true;
}

struct Start {
  Registered claim;
  std::string_view name;
  Seconds leeway;
  Errc lies_ahead;
};

std::optional<Error> check_start(const RegisteredClaims& claims, NumericDate now,
                                 const Start& start) noexcept {
  if (!claims.has(start.claim)) return std::nullopt;
  const auto* const date = claims.date(start.claim);
  if (!date) return fail(Errc::claim_invalid, start.name);
  if (lies_ahead(date->up, now, start.leeway)) return fail(start.lies_ahead, start.name);
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_types(const RegisteredClaims& registered, const JsonObject& claims) noexcept {
  if (registered.texts_are_plain()) return std::nullopt;
  const Typed* first = nullptr;
  for (const Typed& typed : typed_claims) {
    if (!registered.has(typed.claim) || registered.has_plain(typed.claim)) continue;
    const std::size_t place = registered.place_of(typed.claim);
    if (typed.claim == Registered::aud && is_array_of_strings(claims.value(place))) continue;
    if (first == nullptr || place < registered.place_of(first->claim)) first = &typed;
  }
  if (first == nullptr) return std::nullopt;
  return fail(Errc::claim_invalid, first->name);
}

std::optional<Error> check_times(const RegisteredClaims& claims, NumericDate now,
                                 const Leeway& leeway) noexcept {
  if (claims.has(Registered::exp)) {
    const auto* const expiry = claims.date(Registered::exp);
    if (!expiry) return fail(Errc::claim_invalid, "exp");
    if (has_expired(expiry->down, now, leeway.expires)) return fail(Errc::token_expired, "exp");
  }
  const auto early =
      check_start(claims, now, {Registered::nbf, "nbf", leeway.not_before, Errc::token_not_yet_valid});
  if (early) return early;
  return check_start(claims, now, {Registered::iat, "iat", leeway.issued_at, Errc::token_issued_in_future});
}

std::optional<Error> check_claims(const Inquiry& inquiry, const Policy& policy) noexcept {
  if (auto untimely = check_times(inquiry.registered, inquiry.now, inquiry.leeway)) return untimely;
  return refusal(PolicyAccess::program(policy), inquiry);
}

}  // namespace signet::inline v0::detail
