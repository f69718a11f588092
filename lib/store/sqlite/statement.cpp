// Binding, stepping and reading over sqlite3_stmt.
#include "store/sqlite/statement.hpp"

#include <sqlite3.h>

namespace signet::inline v0::detail::sqlite {

Error error_of(int result_code) noexcept {
  switch (result_code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_ERROR:  // at preparing: a table or column is not there
      return fail(Errc::store_schema_mismatch);
    case SQLITE_AUTH:  // at preparing: not granted
      return fail(Errc::store_unsupported);
    default:
      return fail(Errc::store_unavailable);
  }
}

Statement::~Statement() {
  if (prepared_ == nullptr) return;
  sqlite3_reset(prepared_);  // repeats the error of the last step, which step() has told already
  sqlite3_clear_bindings(prepared_);
}

Statement& Statement::bind(int parameter, std::int64_t value) noexcept {
  note(sqlite3_bind_int64(prepared_, parameter, value));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) noexcept {
  const char* bytes = text.data() == nullptr ? "" : text.data();  // a null pointer would bind NULL
  note(sqlite3_bind_text64(prepared_, parameter, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::uint8_t> blob) noexcept {
  note(blob.empty() ? sqlite3_bind_zeroblob(prepared_, parameter, 0)
                    : sqlite3_bind_blob64(prepared_, parameter, blob.data(), blob.size(), SQLITE_STATIC));
  return *this;
}

Result<Step> Statement::step() noexcept {
  if (bound_ != SQLITE_OK) return fail(Errc::store_unavailable);
  switch (const int code = sqlite3_step(prepared_); code) {
    case SQLITE_ROW:
      return Step::row;
    case SQLITE_DONE:
      return Step::done;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return Step::conflict;
    default:
      return fail(Errc::store_unavailable);
  }
}

std::int64_t Statement::integer(int column) const noexcept { return sqlite3_column_int64(prepared_, column); }

std::optional<std::int64_t> Statement::optional_integer(int column) const noexcept {
  if (sqlite3_column_type(prepared_, column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared_, column))};
}

std::span<const std::uint8_t> Statement::blob(int column) const noexcept {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(prepared_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared_, column))};
}

void Statement::note(int result_code) noexcept {
  if (bound_ == SQLITE_OK) bound_ = result_code;
}

}  // namespace signet::inline v0::detail::sqlite
