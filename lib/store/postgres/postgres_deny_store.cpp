// Denials over the tables of migration_denials.cpp.
#include "signet/store/postgres_deny_store.hpp"

#include <charconv>
#include <limits>
#include <string_view>
#include <utility>

#include "signet/core/random.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0 {

namespace postgres = detail::postgres;
using postgres::bytes_value;
using postgres::RowReader;
using postgres::Rows;
using postgres::Statement;
using postgres::value;

namespace {

constexpr Seconds kept_after_end = Seconds::of(600 + 3600);  // the largest leeway, and a clock that is behind
constexpr std::size_t most_read = 1000;
constexpr int most_dropped = 16;
constexpr NumericDate always = NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::max());
constexpr NumericDate never = NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::min());

constexpr Statement deny_tokens{"signet_deny", "SELECT signet.deny($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Statement find_denial{
    "signet_find_denial",
    "SELECT claim FROM signet.denials WHERE realm = $1 AND issued_before > $8 AND "
    "((claim = $2 AND digest = sha256($3)) OR (claim = $4 AND digest = sha256($5)) OR "
    "(claim = $6 AND digest = sha256($7))) ORDER BY claim LIMIT 1"};
// A position is good while the number that it is behind has the tag that it had.
constexpr Statement read_denials{
    "signet_read_denials",
    "WITH known AS (SELECT CASE WHEN EXISTS (SELECT FROM signet.denial_heads WHERE realm = $1 AND number = "
    "$2::bigint AND tag = $3) OR EXISTS (SELECT FROM signet.denials WHERE realm = $1 AND number = $2::bigint "
    "AND tag = $3) THEN $2::bigint ELSE 0 END AS number) "
    "SELECT h.number, h.tag, d.number, d.tag, d.claim, encode(d.value, 'hex'), d.issued_before, d.until "
    "FROM signet.denial_heads h LEFT JOIN LATERAL (SELECT e.* FROM signet.denials e, known k "
    "WHERE e.realm = $1 AND e.number > k.number ORDER BY e.number LIMIT $4) d ON true "
    "WHERE h.realm = $1 ORDER BY d.number"};

int number_of(DeniedBy by) noexcept { return 1 + static_cast<int>(by); }

Result<DeniedBy> claim_of(int number) {
  if (number < number_of(DeniedBy::jti) || number > number_of(DeniedBy::sub)) {
    return fail(Errc::store_schema_mismatch);
  }
  return static_cast<DeniedBy>(number - 1);
}

// A claim's number, or that of none for one that the token has not.
std::string claim_value(DeniedBy by, const std::optional<std::string_view>& text) {
  return value(text ? number_of(by) : 0);
}

struct Position {
  std::string number = value(0);
  std::string tag = value(Uuid{});
};

Position read_position(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return {};
  const std::string_view digits = text.substr(0, space);
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto tag = Uuid::parse(text.substr(space + 1));
  if (problem != std::errc{} || end != digits.data() + digits.size() || !tag) return {};
  return {.number = value(number), .tag = value(*tag)};
}

std::string text_of(std::int64_t number, const Uuid& tag) { return value(number) + ' ' + tag.text(); }

Result<Denial> read_denial(RowReader& row) {
  const auto by = claim_of(row.number<int>());
  if (!by.has_value()) return by.error();
  Denial denial{.by = *by, .value = row.bytes(), .issued_before = row.date(), .until = row.date()};
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  if (denial.issued_before == always) denial.issued_before.reset();
  return denial;
}

// One row without a denial where there is none to read; none at all where nothing was ever denied.
Result<DenialPage> page_of(const Rows& rows) {
  DenialPage page{.denials = {}, .position = {}, .complete = rows.size() < most_read};
  for (std::size_t number = 0; number < rows.size(); ++number) {
    RowReader row{rows, number};
    const auto newest = row.number<std::int64_t>();
    const Uuid newest_tag = row.uuid();
    page.position = text_of(newest, newest_tag);
    if (!rows.row(number)[2]) break;
    const auto its_number = row.number<std::int64_t>();
    const Uuid its_tag = row.uuid();
    if (!page.complete) page.position = text_of(its_number, its_tag);
    auto denial = read_denial(row);
    if (!denial) return denial.error();
    page.denials.push_back(*std::move(denial));
  }
  return page;
}

}  // namespace

struct PostgresDenyStore::Parts {
  std::shared_ptr<PostgresDatabase> database;
  std::string realm;

  template <class... Values>
  Result<Rows> run(const Statement& statement, Values&&... values) {
    return database->parts().run(statement, {realm, std::forward<Values>(values)...});
  }
};

PostgresDenyStore::PostgresDenyStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
PostgresDenyStore::~PostgresDenyStore() = default;

Result<std::unique_ptr<PostgresDenyStore>> PostgresDenyStore::open(std::shared_ptr<PostgresDatabase> database,
                                                                   std::string realm) {
  if (const auto valid = postgres::check_realm(realm); !valid) return valid.error();
  auto parts = std::unique_ptr<Parts>{new Parts{std::move(database), std::move(realm)}};
  return std::unique_ptr<PostgresDenyStore>{new PostgresDenyStore(std::move(parts))};
}

Result<void> PostgresDenyStore::deny(const Denial& denial, NumericDate now) {
  const auto tag = Uuid::random(system_random());
  if (!tag) return tag.error();
  const NumericDate before = denial.by == DeniedBy::sub ? denial.issued_before.value_or(always) : always;
  const auto done =
      parts_->run(deny_tokens, value(number_of(denial.by)), bytes_value(denial.value), value(before),
                  value(denial.until), value(*tag), value(now - kept_after_end), value(most_dropped));
  if (!done) return done.error();
  return {};
}

Result<std::optional<DeniedBy>> PostgresDenyStore::look_up(const DenialQuestion& token) {
  const auto found = parts_->run(find_denial, claim_value(DeniedBy::jti, token.jti),
                                 bytes_value(token.jti.value_or("")), claim_value(DeniedBy::sid, token.sid),
                                 bytes_value(token.sid.value_or("")), claim_value(DeniedBy::sub, token.sub),
                                 bytes_value(token.sub.value_or("")), value(token.issued_at.value_or(never)));
  if (!found) return found.error();
  if (found->size() == 0) return std::optional<DeniedBy>{};
  RowReader row{*found, 0};
  const auto by = claim_of(row.number<int>());
  if (!by.has_value()) return by.error();
  return std::optional{*by};
}

Result<DenialPage> PostgresDenyStore::read_on(std::string_view position) {
  const Position from = read_position(position);
  const auto rows = parts_->run(read_denials, from.number, from.tag, value(most_read));
  if (!rows) return rows.error();
  return page_of(*rows);
}

}  // namespace signet::inline v0
