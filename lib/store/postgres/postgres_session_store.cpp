// Families over the functions of migration_sessions.cpp: each call is decided by one statement.
#include "signet/store/postgres_session_store.hpp"

#include <limits>
#include <utility>

#include "store/family_writes.hpp"
#include "store/postgres/database.hpp"
#include "store/postgres/values.hpp"

namespace signet::inline v0 {

namespace postgres = detail::postgres;
using detail::Standing;
using postgres::bytes_value;
using postgres::RowReader;
using postgres::Rows;
using postgres::Statement;
using postgres::value;

namespace {

constexpr Statement find_family{
    "signet_find_family",
    "SELECT f.id, encode(f.subject, 'hex'), f.epoch, f.generation, f.attempt, f.reissues, f.used, "
    "f.created_at, "
    "f.rotated_at, f.idle_until, f.expires_at, f.revoked_at, f.told, m.revoked_before "
    "FROM signet.families f LEFT JOIN signet.marks m ON m.realm = f.realm WHERE f.realm = $1 AND f.id = $2"};
constexpr Statement list_families{
    "signet_list_families",
    "SELECT f.id, encode(f.subject, 'hex'), f.epoch, f.generation, f.attempt, f.reissues, f.used, "
    "f.created_at, "
    "f.rotated_at, f.idle_until, f.expires_at, f.revoked_at, f.told, m.revoked_before "
    "FROM signet.families f LEFT JOIN signet.marks m ON m.realm = f.realm "
    "WHERE f.realm = $1 AND f.subject = $2 ORDER BY f.number DESC"};
constexpr Statement create_family{"signet_create_family",
                                  "SELECT signet.create_family($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
// The rotation that nearly all are, without the price of a function; a row if it was that. The family's row
// is looked at again by an UPDATE that waited for it; the mark cannot change meanwhile, since revoke_before
// locks out whoever writes. idle_until is never later than expires_at. What the caller knows is not answered:
// each column costs the server and us about as much as a condition.
constexpr Statement advance_family{
    "signet_advance",
    "UPDATE signet.families SET generation = generation + 1, attempt = $4, reissues = 0, used = false, "
    "rotated_at = $5, idle_until = GREATEST(idle_until, LEAST($6, expires_at)) "
    "WHERE realm = $1 AND id = $2 AND generation = $3 AND generation < 4294967295 AND revoked_at IS NULL "
    "AND $5 < idle_until AND epoch >= told AND created_at >= "
    "coalesce((SELECT revoked_before FROM signet.marks WHERE realm = $1), created_at) "
    "RETURNING expires_at, encode(subject, 'hex')"};
constexpr Statement rotate_family{
    "signet_rotate",
    "SELECT result, successor, expires, subject_hex FROM signet.rotate($1, $2, $3, $4, $5, $6, $7, $8)"};
constexpr Statement use_family{"signet_use_family", "SELECT signet.use_family($1, $2, $3, $4, $5)"};
// The messages write to the log where nothing was left to end, so that a call that is repeated because its
// wait for the standby was cancelled waits again.
constexpr Statement revoke_family{
    "signet_revoke",
    "SELECT signet.revoke($1, $2, $3), pg_catalog.pg_logical_emit_message(true, 'signet', '')"};
constexpr Statement revoke_families{
    "signet_revoke_subject",
    "SELECT signet.revoke_subject($1, $2, $3), pg_catalog.pg_logical_emit_message(true, 'signet', '')"};
constexpr Statement revoke_older{"signet_revoke_before", "SELECT signet.revoke_before($1, $2)"};
constexpr Statement raise_subject{"signet_raise_epoch", "SELECT signet.raise_epoch($1, $2, $3)"};

struct FamilyRow {
  Family family;
  Standing standing;
};

Result<FamilyRow> read_family(const Rows& rows, std::size_t number) {
  RowReader row{rows, number};
  FamilyRow read;
  read.family.id = {row.uuid()};
  read.family.subject = row.bytes();
  read.family.epoch = row.epoch();
  read.family.generation = row.number<std::uint32_t>();
  read.family.attempt = {row.uuid()};
  read.family.reissues = row.number<std::uint8_t>();
  read.family.used = row.boolean();
  read.family.created_at = row.date();
  read.family.rotated_at = row.date();
  read.family.idle_until = row.date();
  read.family.expires_at = row.date();
  read.family.revoked_at = row.optional_date();
  read.standing.epoch = row.epoch();
  if (const auto told = row.optional_date()) read.standing.revoked_before = *told;
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  return read;
}

FamilyState state_of(FamilyRow&& row, NumericDate now) {
  const bool active = is_active(row.family, row.standing, now);
  return {.family = std::move(row.family), .active = active};
}

struct Named {
  std::string_view name;
  RotationResult result;
};
constexpr Named rotation_results[] = {{"rotated", RotationResult::rotated},
                                      {"current", RotationResult::current},
                                      {"reused", RotationResult::reused},
                                      {"ahead", RotationResult::ahead}};

Result<RotationOutcome> read_outcome(const Rows& rows) {
  RowReader row{rows, 0};
  const std::string_view name = row.text();
  if (name == "not_active") return RotationOutcome{};
  for (const Named& named : rotation_results) {
    if (named.name != name) continue;
    RotationOutcome outcome{.result = named.result,
                            .generation = row.number<std::uint32_t>(),
                            .expires_at = row.date(),
                            .subject = row.bytes()};
    if (row.good()) return outcome;
  }
  return fail(Errc::store_schema_mismatch);
}

Result<RotationOutcome> read_advanced(const Rows& rows, const Rotation& rotation) {
  RowReader row{rows, 0};
  RotationOutcome outcome{.result = RotationResult::rotated,
                          .generation = rotation.generation + 1,
                          .expires_at = row.date(),
                          .subject = row.bytes()};
  if (!row.good()) return fail(Errc::store_schema_mismatch);
  return outcome;
}

// From when on a generation has to be rotated for its predecessor to be in grace: later than this.
NumericDate grace_from(const Rotation& rotation) noexcept {
  if (rotation.grace <= Seconds{}) {
    return NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::max());
  }
  return rotation.now - rotation.grace;
}

}  // namespace

struct PostgresSessionStore::Parts {
  std::shared_ptr<PostgresDatabase> database;
  std::string realm;

  template <class... Values>
  Result<Rows> run(const Statement& statement, Values&&... values) {
    return database->parts().run(statement, {realm, std::forward<Values>(values)...});
  }

  Result<std::optional<FamilyRow>> find(const FamilyId& id) {
    const auto rows = run(find_family, value(id.uuid));
    if (!rows) return rows.error();
    if (rows->size() == 0) return std::optional<FamilyRow>{};
    auto row = read_family(*rows, 0);
    if (!row) return row.error();
    return std::optional{std::move(*row)};
  }
};

PostgresSessionStore::PostgresSessionStore(std::unique_ptr<Parts> parts) noexcept
    : parts_(std::move(parts)) {}
PostgresSessionStore::~PostgresSessionStore() = default;

Result<std::unique_ptr<PostgresSessionStore>> PostgresSessionStore::open(
    std::shared_ptr<PostgresDatabase> database, std::string realm) {
  if (const auto valid = postgres::check_realm(realm); !valid) return valid.error();
  auto parts = std::unique_ptr<Parts>{new Parts{std::move(database), std::move(realm)}};
  return std::unique_ptr<PostgresSessionStore>{new PostgresSessionStore(std::move(parts))};
}

Result<Creation> PostgresSessionStore::create(const NewFamily& request) {
  const Family family = detail::begun(request);
  const auto rows = parts_->run(create_family, value(family.id.uuid), bytes_value(family.subject),
                                value(family.epoch), value(family.created_at), value(family.idle_until),
                                value(family.expires_at), value(request.most), value(detail::most_forgotten));
  if (!rows) return rows.error();
  const auto answer = RowReader{*rows, 0}.text();
  if (answer == "created") return Creation::created;
  if (answer == "epoch_passed") return Creation::epoch_passed;
  return fail(answer == "exists" ? Errc::session_exists : Errc::store_schema_mismatch);
}

Result<std::optional<FamilyState>> PostgresSessionStore::find(const FamilyId& id, NumericDate now) {
  auto row = parts_->find(id);
  if (!row) return row.error();
  if (!row->has_value()) return std::optional<FamilyState>{};
  return std::optional{state_of(std::move(**row), now)};
}

Result<RotationOutcome> PostgresSessionStore::rotate(const Rotation& rotation) {
  const auto advanced =
      parts_->run(advance_family, value(rotation.family.uuid), value(rotation.generation),
                  value(rotation.attempt.uuid), value(rotation.now), value(rotation.now + rotation.idle));
  if (!advanced) return advanced.error();
  if (advanced->size() == 1) return read_advanced(*advanced, rotation);
  const auto rows =
      parts_->run(rotate_family, value(rotation.family.uuid), value(rotation.generation),
                  value(rotation.attempt.uuid), value(rotation.now), value(rotation.now + rotation.idle),
                  value(grace_from(rotation)), value(rotation.on_reuse == OnReuse::revoke));
  if (!rows) return rows.error();
  return read_outcome(*rows);
}

Result<FamilyUse> PostgresSessionStore::use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                            Seconds idle) {
  // Most uses leave the family as it is, and are then answered by what was read.
  auto row = parts_->find(id);
  if (!row) return row.error();
  if (!row->has_value()) return FamilyUse::not_active;
  auto& [family, standing] = **row;
  const Family before = family;
  const FamilyUse seen =
      detail::use_sparingly(family, standing, {.generation = generation, .now = now, .idle = idle});
  if (family == before) return seen;
  const auto rows = parts_->run(use_family, value(id.uuid), value(generation), value(now), value(now + idle));
  if (!rows) return rows.error();
  const auto answer = RowReader{*rows, 0}.text();
  if (answer == "active") return FamilyUse::active;
  if (answer == "superseded") return FamilyUse::superseded;
  if (answer == "not_active") return FamilyUse::not_active;
  return fail(Errc::store_schema_mismatch);
}

Result<Revocation> PostgresSessionStore::revoke(const FamilyId& id, NumericDate now) {
  const auto rows = parts_->run(revoke_family, value(id.uuid), value(now));
  if (!rows) return rows.error();
  return RowReader{*rows, 0}.boolean() ? Revocation::revoked : Revocation::was_not_active;
}

Result<std::uint32_t> PostgresSessionStore::revoke_subject(std::string_view subject, NumericDate now) {
  const auto rows = parts_->run(revoke_families, bytes_value(subject), value(now));
  if (!rows) return rows.error();
  return RowReader{*rows, 0}.number<std::uint32_t>();
}

Result<void> PostgresSessionStore::revoke_before(NumericDate time) {
  const auto rows = parts_->run(revoke_older, value(time));
  if (!rows) return rows.error();
  return {};
}

Result<void> PostgresSessionStore::raise_epoch(std::string_view subject, Epoch epoch) {
  const auto rows = parts_->run(raise_subject, bytes_value(subject), value(epoch));
  if (!rows) return rows.error();
  return {};
}

Result<std::vector<FamilyState>> PostgresSessionStore::list(std::string_view subject, NumericDate now) {
  const auto rows = parts_->run(list_families, bytes_value(subject));
  if (!rows) return rows.error();
  std::vector<FamilyState> states;
  for (std::size_t number = 0; number < rows->size(); ++number) {
    auto row = read_family(*rows, number);
    if (!row) return row.error();
    states.push_back(state_of(std::move(*row), now));
  }
  return states;
}

Result<void> PostgresSessionStore::ping() {
  const auto found = parts_->find({});
  if (!found) return found.error();
  return {};
}

}  // namespace signet::inline v0
