// The authorizer that SQLite asks while it prepares a statement.
#include "store/sqlite/read_grant.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace signet::inline v0::detail::sqlite {
namespace {

std::string_view text_of(const char* text) noexcept { return text == nullptr ? std::string_view{} : text; }

int judge(void* granted, int action, const char* table, const char* column, const char* /*database*/,
          const char* /*view*/) noexcept {
  if (action == SQLITE_SELECT) return SQLITE_OK;  // what it selects is asked for by name
  const auto& columns = *static_cast<const std::span<const ReadableColumn>*>(granted);
  const bool readable =
      action == SQLITE_READ && std::ranges::any_of(columns, [&](const ReadableColumn& each) {
        return each.table == text_of(table) && each.column == text_of(column);
      });
  return readable ? SQLITE_OK : SQLITE_DENY;
}

}  // namespace

void allow_only(sqlite3* connection, const std::span<const ReadableColumn>& columns) noexcept {
  // SQLite hands the pointer back and never changes what it points at.
  sqlite3_set_authorizer(connection, judge, const_cast<std::span<const ReadableColumn>*>(&columns));
}

}  // namespace signet::inline v0::detail::sqlite
