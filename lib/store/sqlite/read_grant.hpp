// ReadGrant: the columns that a connection may read, where it may do nothing else.
#pragma once

#include <span>
#include <string_view>

struct sqlite3;

namespace signet::inline v0::detail::sqlite {

struct ReadableColumn {
  std::string_view table;
  std::string_view column;
};

/// From now on `connection` prepares SELECTs of these columns, and no other statement: no other column or
/// table, not the row id, no function, no change, no PRAGMA, no ATTACH. SQLite asks for each name after it
/// has looked through views and aliases. For good.
/// @param columns  of static storage, as what it spans: its address is kept
void allow_only(sqlite3* connection, const std::span<const ReadableColumn>& columns) noexcept;
void allow_only(sqlite3* connection, const std::span<const ReadableColumn>&& columns) = delete;

}  // namespace signet::inline v0::detail::sqlite
