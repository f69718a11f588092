// A consumer of signet::postgres: a database that is not there is an error, and no more.
#include "signet/store/postgres_session_store.hpp"

int main() {
  const auto database = signet::PostgresDatabase::open({.url = "postgresql://consumer:secret@127.0.0.1:1/none"});
  return !database && database.error() == signet::fail(signet::Errc::store_unavailable) ? 0 : 1;
}
