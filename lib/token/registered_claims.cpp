// The registered claims of RFC 7519 §4.1: their types and times.
#include "token/registered_claims.hpp"

#include "policy/times.hpp"

namespace signet::inline v0::detail {
namespace {

bool is_audience(const JsonValue& value) noexcept {
  if (value.type == JsonType::string) return true;
  if (value.type != JsonType::array) return false;
  JsonElements walk{value.text};
  while (const auto element = walk.next()) {
    if (element->type != JsonType::string) return false;
  }
  return true;
}

bool well_typed(std::string_view name, const JsonValue& value) noexcept {
  if (name.size() != 3) return true;  // as all registered names have
  if (name == "iss" || name == "sub" || name == "jti") return value.type == JsonType::string;
  if (name == "aud") return is_audience(value);
  return true;
}

std::optional<Error> check_expiry(const JsonObject& claims, NumericDate now, Seconds leeway) noexcept {
  const auto claim = claims.find("exp");
  if (!claim) return std::nullopt;
  const auto expiry = date_of(*claim, NumericDate::Round::down);
  if (!expiry) return fail(Errc::claim_invalid, "exp");
  if (has_expired(*expiry, now, leeway)) return fail(Errc::token_expired, "exp");
  return std::nullopt;
}

struct Start {
  std::string_view claim;
  Seconds leeway;
  Errc lies_ahead;
};

std::optional<Error> check_start(const JsonObject& claims, NumericDate now, const Start& start) noexcept {
  const auto claim = claims.find(start.claim);
  if (!claim) return std::nullopt;
  const auto date = date_of(*claim, NumericDate::Round::up);
  if (!date) return fail(Errc::claim_invalid, start.claim);
  if (lies_ahead(*date, now, start.leeway)) return fail(start.lies_ahead, start.claim);
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_names(const JsonObject& claims) noexcept {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (!well_typed(claims.name(i), claims.value(i))) return fail(Errc::claim_invalid, claims.name(i));
  }
  return std::nullopt;
}

std::optional<Error> check_times(const JsonObject& claims, NumericDate now, const Leeway& leeway) noexcept {
  if (const auto error = check_expiry(claims, now, leeway.expires)) return error;
  if (const auto error = check_start(claims, now, {"nbf", leeway.not_before, Errc::token_not_yet_valid})) {
    return error;
  }
  return check_start(claims, now, {"iat", leeway.issued_at, Errc::token_issued_in_future});
}

}  // namespace signet::inline v0::detail
