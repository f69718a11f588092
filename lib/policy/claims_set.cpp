// The names of registered claims, and what stands behind them.
#include "signet/policy/claims_set.hpp"

#include "core/whole_seconds.hpp"
#include "policy/registered_names.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr Registered number_of(std::string_view name) noexcept {
  const std::uint64_t head = KnownNames::head_of(name);
  return registered_names.has(head, name.size()) ? static_cast<Registered>(KnownNames::bucket_of(head))
                                                 : Registered::none;
}
static_assert(number_of("iss") == Registered::iss && number_of("sub") == Registered::sub);
static_assert(number_of("aud") == Registered::aud && number_of("jti") == Registered::jti);
static_assert(number_of("exp") == Registered::exp && number_of("nbf") == Registered::nbf);
static_assert(number_of("iat") == Registered::iat && number_of("scope") == Registered::scope);

// Whether it is a date in range, which is then in `date`: one that is not as nearly all are.
[[gnu::noinline]] bool read_unusual_date(std::string_view number, DateClaim& date) noexcept {
  const auto down = NumericDate::parse(number, NumericDate::Round::down);
  const auto up = NumericDate::parse(number, NumericDate::Round::up);
  if (!down || !up) return false;
  date = {*down, *up};
  return true;
}

// The number that `member` is, or is not.
bool read_date(const char* text, const JsonMember& member, DateClaim& date) noexcept {
  if (member.type != JsonType::number) return false;
  const std::string_view number{text + member.value_at, member.value_size};
  NumericDate seconds;
  if (!read_whole_seconds_of_number(number, seconds)) return read_unusual_date(number, date);
  date = {seconds, seconds};
  return true;
}

}  // namespace

Registered registered_claim(std::string_view name) noexcept { return number_of(name); }

void RegisteredClaims::read(const JsonObject& claims) noexcept {
  names_ = noted_in(claims, registered_names);
  read_noted(claims);
}

void RegisteredClaims::read_noted(const JsonObject& claims) noexcept {
  plain_ = names_.texts & texts;
  for (const Registered claim : {Registered::exp, Registered::nbf, Registered::iat}) {
    if (!has(claim)) continue;
    const JsonMember& member = claims.members()[place_of(claim)];
    if (read_date(claims.text(), member, dates_[date_index(claim)])) plain_ |= claim_bit(claim);
  }
}

}  // namespace signet::inline v0::detail
