// The names of registered claims, told apart by their third letter, and what stands behind them.
#include "signet/policy/claims_set.hpp"

#include "core/whole_seconds.hpp"
#include "json/text.hpp"

namespace signet::inline v0::detail {
namespace {

struct Name {
  std::uint32_t head = 0;
  Registered claim = Registered::none;
  JsonType type = JsonType::null;  // the plain one
  std::uint8_t bit = 0;            // of the claim
};

constexpr std::array<Name, 8> names{{
    {name_head("iss"), Registered::iss, JsonType::string, 1},
    {name_head("sub"), Registered::sub, JsonType::string, 2},
    {name_head("aud"), Registered::aud, JsonType::string, 4},
    {name_head("jti"), Registered::jti, JsonType::string, 8},
    {name_head("exp"), Registered::exp, JsonType::number, 16},
    {name_head("nbf"), Registered::nbf, JsonType::number, 32},
    {name_head("iat"), Registered::iat, JsonType::number, 64},
    {name_head("scope"), Registered::scope, JsonType::string, 128},
}};

constexpr std::size_t by_third_letter(std::uint32_t head) noexcept { return head >> 16 & 31; }

constexpr auto names_by_third_letter = [] {
  std::array<Name, 32> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) table[i].head = (i ^ 1) << 16;  // not looked for here
  for (const Name& name : names) table[by_third_letter(name.head)] = name;
  return table;
}();

constexpr bool each_has_its_own_place() {
  for (const Name& name : names) {
    if (names_by_third_letter[by_third_letter(name.head)].claim != name.claim) return false;
  }
  return true;
}
static_assert(each_has_its_own_place());

// Whether a name that begins as a known one, and is not of three letters, is the one of five.
bool is_scope(std::string_view name) noexcept { return name.size() == 5 && name[3] == 'p' && name[4] == 'e'; }

// Whether it is a date in range, which is then in `date`: one that is not as nearly all are.
[[gnu::noinline]] bool read_unusual_date(std::string_view number, DateClaim& date) noexcept {
  const auto down = NumericDate::parse(number, NumericDate::Round::down);
  const auto up = NumericDate::parse(number, NumericDate::Round::up);
  if (!down || !up) return false;
  date = {*down, *up};
  return true;
}

bool read_date(std::string_view number, DateClaim& date) noexcept {
  const auto seconds = whole_seconds(number);
  if (!seconds) return read_unusual_date(number, date);
  date = {*seconds, *seconds};
  return true;
}

}  // namespace

Registered registered_claim(std::string_view name) noexcept {
  const std::uint32_t head = name_head(name);
  const Name& known = names_by_third_letter[by_third_letter(head)];
  return known.head == head && (name.size() == 3 || is_scope(name)) ? known.claim : Registered::none;
}

void RegisteredClaims::read(const JsonObject& claims) noexcept {
  find(claims);
  for (const Registered claim : {Registered::exp, Registered::nbf, Registered::iat}) {
    if (!has_plain(claim)) continue;  // no number
    const bool in_range = read_date(claims.value(place_of(claim)).text, dates_[date_index(claim)]);
    if (!in_range) plain_ = static_cast<std::uint8_t>(plain_ ^ bit(claim));
  }
}

void RegisteredClaims::find(const JsonObject& claims) noexcept {
  unsigned present = 0;
  unsigned plain = 0;
  std::uint16_t place = 0;
  for (const JsonMember& member : claims.members()) {
    const Name& known = names_by_third_letter[by_third_letter(member.name_head)];
    if (known.head == member.name_head && (member.name_size == 3 || is_scope(claims.name(place)))) {
      places_[static_cast<std::size_t>(known.claim)] = place;
      present |= known.bit;
      if (member.type == known.type) plain |= known.bit;
    }
    ++place;
  }
  present_ = static_cast<std::uint8_t>(present);
  plain_ = static_cast<std::uint8_t>(plain);
}

}  // namespace signet::inline v0::detail
