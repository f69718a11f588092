// The connection by which names are read from auth_server's SQLite file: it can read those, and nothing else.
#pragma once

#include <string>

#include "store/sqlite/connection.hpp"

namespace signet::example {

/// Read-only, and granted the columns `realm` and `name` of the accounts alone: SQLite refuses to prepare any
/// statement that reads another, or does anything else.
/// @error store_schema_mismatch  not a file of auth_server, or of another version
/// @error store_unavailable
Result<detail::sqlite::Connection> connect_for_names(const std::string& path);

}  // namespace signet::example
