// The statements over families, subjects and marks.
#include "store/sqlite/family_rows.hpp"

#include <algorithm>
#include <array>

namespace signet::inline v0::detail::sqlite {
namespace {

NumericDate date(std::int64_t microseconds) noexcept { return NumericDate::from_microseconds(microseconds); }
Epoch epoch(std::int64_t stored) noexcept { return Epoch{static_cast<std::uint64_t>(stored)}; }
std::int64_t stored(Epoch epoch) noexcept { return static_cast<std::int64_t>(epoch.count); }

// The schema checks the length.
Uuid uuid(std::span<const std::uint8_t> blob) noexcept {
  std::array<std::uint8_t, 16> bytes{};
  std::ranges::copy(blob.first(std::min(blob.size(), bytes.size())), bytes.begin());
  return Uuid::from_bytes(bytes);
}

// Columns `first` and `first + 1`: the subject's epoch and the realm's revoked_before, NULL where never told.
Standing read_standing(const Statement& row, int first) noexcept {
  Standing standing;
  if (const auto told = row.optional_integer(first)) standing.epoch = epoch(*told);
  if (const auto told = row.optional_integer(first + 1)) standing.revoked_before = date(*told);
  return standing;
}

FamilyRow read(const Statement& row) {
  FamilyRow read{.family = {.id = {uuid(row.blob(0))},
                            .subject = row.text(1),
                            .epoch = epoch(row.integer(2)),
                            .generation = static_cast<std::uint32_t>(row.integer(3)),
                            .attempt = {uuid(row.blob(4))},
                            .reissues = static_cast<std::uint8_t>(row.integer(5)),
                            .used = row.integer(6) != 0,
                            .created_at = date(row.integer(7)),
                            .rotated_at = date(row.integer(8)),
                            .idle_until = date(row.integer(9)),
                            .expires_at = date(row.integer(10)),
                            .revoked_at = {}},
                 .standing = read_standing(row, 12)};
  if (const auto revoked = row.optional_integer(11)) read.family.revoked_at = date(*revoked);
  return read;
}

// Binds what can change, the parameters 3 .. 10; the statement's 1 and 2 are realm and id.
void bind_changing(Statement& statement, const Family& family) noexcept {
  statement.bind(3, std::int64_t{family.generation})
      .bind(4, std::span{family.attempt.uuid.bytes()})
      .bind(5, std::int64_t{family.reissues})
      .bind(6, std::int64_t{family.used})
      .bind(7, family.rotated_at.microseconds())
      .bind(8, family.idle_until.microseconds())
      .bind(10, ends_at(family).microseconds());
  if (family.revoked_at) statement.bind(9, family.revoked_at->microseconds());
}

// Runs a statement that gives no rows.
Result<void> run(Statement& statement) {
  const auto step = statement.step();
  if (!step.has_value()) return step.error();
  if (*step == Step::conflict) return fail(Errc::session_exists);
  return {};
}

}  // namespace

Result<std::optional<FamilyRow>> FamilyRows::find(const FamilyId& id) {
  auto statement = connection_.use(
      "SELECT f.id, f.subject, f.epoch, f.generation, f.attempt, f.reissues, f.used, f.created_at, "
      "f.rotated_at, f.idle_until, f.expires_at, f.revoked_at, s.epoch, m.revoked_before "
      "FROM families f LEFT JOIN subjects s ON s.realm = f.realm AND s.subject = f.subject "
      "LEFT JOIN marks m ON m.realm = f.realm WHERE f.realm = ?1 AND f.id = ?2");
  if (!statement) return statement.error();
  const auto step = statement->bind(1, realm_).bind(2, std::span{id.uuid.bytes()}).step();
  if (!step.has_value()) return step.error();
  if (*step != Step::row) return std::optional<FamilyRow>{};
  return std::optional{read(*statement)};
}

Result<std::vector<FamilyRow>> FamilyRows::of_subject(std::string_view subject) {
  auto statement = connection_.use(
      "SELECT f.id, f.subject, f.epoch, f.generation, f.attempt, f.reissues, f.used, f.created_at, "
      "f.rotated_at, f.idle_until, f.expires_at, f.revoked_at, s.epoch, m.revoked_before "
      "FROM families f LEFT JOIN subjects s ON s.realm = f.realm AND s.subject = f.subject "
      "LEFT JOIN marks m ON m.realm = f.realm WHERE f.realm = ?1 AND f.subject = ?2 ORDER BY f.number DESC");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, subject);
  std::vector<FamilyRow> rows;
  auto step = statement->step();
  for (; step.has_value() && *step == Step::row; step = statement->step()) rows.push_back(read(*statement));
  if (!step.has_value()) return step.error();
  return rows;
}

Result<Standing> FamilyRows::standing_of(std::string_view subject) {
  auto statement = connection_.use(
      "SELECT (SELECT epoch FROM subjects WHERE realm = ?1 AND subject = ?2), "
      "(SELECT revoked_before FROM marks WHERE realm = ?1)");
  if (!statement) return statement.error();
  const auto step = statement->bind(1, realm_).bind(2, subject).step();
  if (!step.has_value()) return step.error();
  return read_standing(*statement, 0);
}

Result<void> FamilyRows::insert(const Family& family) {
  auto statement = connection_.use(
      "INSERT INTO families (realm, id, generation, attempt, reissues, used, rotated_at, idle_until, "
      "revoked_at, ends_at, subject, epoch, created_at, expires_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, std::span{family.id.uuid.bytes()});
  bind_changing(*statement, family);
  statement->bind(11, std::string_view{family.subject})
      .bind(12, stored(family.epoch))
      .bind(13, family.created_at.microseconds())
      .bind(14, family.expires_at.microseconds());
  return run(*statement);
}

Result<void> FamilyRows::update(const Family& family) {
  auto statement = connection_.use(
      "UPDATE families SET generation = ?3, attempt = ?4, reissues = ?5, used = ?6, rotated_at = ?7, "
      "idle_until = ?8, revoked_at = ?9, ends_at = ?10 WHERE realm = ?1 AND id = ?2");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, std::span{family.id.uuid.bytes()});
  bind_changing(*statement, family);
  return run(*statement);
}

Result<void> FamilyRows::delete_ended(NumericDate now, std::size_t most) {
  auto statement = connection_.use(
      "DELETE FROM families WHERE number IN (SELECT number FROM families "
      "WHERE realm = ?1 AND ends_at <= ?2 ORDER BY ends_at LIMIT ?3)");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, now.microseconds()).bind(3, static_cast<std::int64_t>(most));
  return run(*statement);
}

Result<void> FamilyRows::raise_epoch(std::string_view subject, Epoch epoch) {
  // Compared here: SQLite's integers are signed.
  const auto standing = standing_of(subject);
  if (!standing) return standing.error();
  if (epoch <= standing->epoch) return {};
  auto statement =
      connection_.use("INSERT OR REPLACE INTO subjects (realm, subject, epoch) VALUES (?1, ?2, ?3)");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, subject).bind(3, stored(epoch));
  return run(*statement);
}

Result<void> FamilyRows::raise_revoked_before(NumericDate time) {
  auto statement = connection_.use(
      "INSERT INTO marks (realm, revoked_before) VALUES (?1, ?2) ON CONFLICT (realm) DO UPDATE "
      "SET revoked_before = excluded.revoked_before WHERE excluded.revoked_before > revoked_before");
  if (!statement) return statement.error();
  statement->bind(1, realm_).bind(2, time.microseconds());
  return run(*statement);
}

}  // namespace signet::inline v0::detail::sqlite
