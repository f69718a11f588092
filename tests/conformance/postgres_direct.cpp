// Straight to the server, with prepared statements.
#include "conformance/postgres_way.hpp"
#include "support/postgres_server.hpp"

namespace signet::test {

const char* const postgres_way = "postgres";

std::shared_ptr<PostgresDatabase> open_postgres_way() { return open_postgres(); }

}  // namespace signet::test
