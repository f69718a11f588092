// How the stores of a program of tests reach PostgreSQL: postgres_direct.cpp or postgres_pgbouncer.cpp says
// it.
#pragma once

#include <memory>

#include "signet/store/postgres_database.hpp"

namespace signet::test {

/// The name of the backend.
extern const char* const postgres_way;

/// Connections of nobody else's, to the one database of the tests.
std::shared_ptr<PostgresDatabase> open_postgres_way();

}  // namespace signet::test
