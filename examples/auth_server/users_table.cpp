// What is the same whatever the database: names of rows, epochs, and that nothing is changed.
#include "auth_server/users_table.hpp"

#include <cstring>
#include <utility>

namespace signet::example {
namespace {

constexpr std::int64_t last_row = (std::int64_t{1} << 62) - 1;  // what a UUID holds beside its variant bits
constexpr std::size_t version_at = 6;
constexpr std::size_t row_at = 8;
constexpr std::uint8_t version = 0x80;  // RFC 9562 §5.8: bits of our own meaning
constexpr std::uint8_t variant = 0x80;

}  // namespace

std::optional<Uuid> account_of_row(std::int64_t row) noexcept {
  if (row < 1 || row > last_row) return std::nullopt;
  std::array<std::uint8_t, 16> bytes{};
  bytes[version_at] = version;
  auto rest = static_cast<std::uint64_t>(row);
  for (std::size_t i = bytes.size(); i-- > row_at; rest >>= 8) bytes[i] = static_cast<std::uint8_t>(rest);
  bytes[row_at] |= variant;
  return Uuid::from_bytes(bytes);
}

std::optional<std::int64_t> row_of_account(const Uuid& id) noexcept {
  std::uint64_t row = 0;
  for (std::size_t i = row_at; i < id.bytes().size(); ++i) row = row << 8 | id.bytes()[i];
  row &= static_cast<std::uint64_t>(last_row);
  const auto number = static_cast<std::int64_t>(row);
  if (account_of_row(number) != id) return std::nullopt;
  return number;
}

Result<SecretBytes> UsersTable::epoch_key(RandomSource& random) {
  SecretBytes key{32};
  if (const auto filled = random.fill(key.expose_writable()); !filled) return filled.error();
  return key;
}

Result<std::optional<Account>> UsersTable::account_of(Row row) const {
  const auto id = account_of_row(row.id);
  if (!id) return fail(Errc::store_schema_mismatch);
  Account account{.id = *id,
                  .key = row.username,
                  .name = std::move(row.username),
                  .password_hash = std::move(row.password_hash),
                  .epoch = {},
                  .created_at = NumericDate::from_seconds(row.created_at)};
  const Sha256 digest = epochs_.mac(account.password_hash);
  std::memcpy(&account.epoch.count, digest.data(), sizeof account.epoch.count);
  return std::optional{std::move(account)};
}

Result<void> UsersTable::insert(const Account&) { return fail(Errc::store_unsupported); }
Result<void> UsersTable::upgrade_hash(const Uuid&, const HashUpgrade&) {
  return fail(Errc::store_unsupported);
}
Result<Epoch> UsersTable::set_password(const Uuid&, Epoch, std::string_view) {
  return fail(Errc::store_unsupported);
}
Result<Epoch> UsersTable::set_locked(const Uuid&, bool) { return fail(Errc::store_unsupported); }
Result<Epoch> UsersTable::raise_epoch(const Uuid&) { return fail(Errc::store_unsupported); }
Result<void> UsersTable::remove(const Uuid&) { return fail(Errc::store_unsupported); }

}  // namespace signet::example
