// The names of RFC 7519 §4.1, all of three letters, told apart by one comparison.
#include "policy/registered_claims.hpp"

#include "core/whole_seconds.hpp"
#include "json/text.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t name_size = 3;

Registered by_head(std::uint32_t head) noexcept {
  switch (head) {
    case name_head("iss"):
      return Registered::iss;
    case name_head("sub"):
      return Registered::sub;
    case name_head("aud"):
      return Registered::aud;
    case name_head("exp"):
      return Registered::exp;
    case name_head("nbf"):
      return Registered::nbf;
    case name_head("iat"):
      return Registered::iat;
    case name_head("jti"):
      return Registered::jti;
    default:
      return Registered::none;
  }
}

}  // namespace

Registered registered_claim(std::string_view name) noexcept {
  return name.size() == name_size ? by_head(name_head(name)) : Registered::none;
}

RegisteredClaims::RegisteredClaims(const JsonObject& claims) noexcept : claims_(claims) {
  const auto members = claims.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].name_size != name_size) continue;
    const Registered claim = by_head(members[i].name_head);
    if (claim != Registered::none) places_[static_cast<std::size_t>(claim)] = static_cast<std::uint16_t>(i);
  }
}

void RegisteredClaims::read(Date& date, const JsonValue& claim) noexcept {
  date.state = Date::bad;
  if (claim.type != JsonType::number) return;
  if (const auto seconds = whole_seconds(claim.text)) {
    date = {Date::good, {*seconds, *seconds}};
    return;
  }
  const auto down = NumericDate::parse(claim.text, NumericDate::Round::down);
  const auto up = NumericDate::parse(claim.text, NumericDate::Round::up);
  if (down && up) date = {Date::good, {*down, *up}};
}

}  // namespace signet::inline v0::detail
