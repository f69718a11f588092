// What a database file must be before SQLite opens it: on a local file system, ours, and closed to others.
#pragma once

#include <string>

#include "signet/core/result.hpp"
#include "store/sqlite/database.hpp"

namespace signet::inline v0::detail::sqlite {

/// Whether `magic`, the statfs(2) type of a file system, is one whose locks other hosts do not see reliably.
bool is_network_file_system(unsigned long magic) noexcept;

/// Makes the file with its schema, unless there is one of that name.
/// @error store_unsupported, store_unavailable
Result<void> make_if_absent(const std::string& path, const Schema& schema);

/// Judges an existing file without changing it, and takes it from group and others if it is ours.
/// @error store_schema_mismatch, store_unsupported, store_unavailable
Result<void> check_file(const std::string& path, const Schema& schema);

/// Judges what `connection` sees, write-ahead log included.
/// @error store_schema_mismatch, store_unavailable
Result<void> check_schema(Connection& connection, const Schema& schema);

}  // namespace signet::inline v0::detail::sqlite
