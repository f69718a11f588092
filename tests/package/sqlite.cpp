// A consumer of signet::sqlite: a new file of accounts and sessions in the working folder.
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"

int main() {
  const auto accounts = signet::SqliteAccountStore::open({.path = "consumer.sqlite", .realm = "consumer"});
  const auto sessions = signet::SqliteSessionStore::open({.path = "consumer.sqlite", .realm = "consumer"});
  return accounts && sessions && (*accounts)->ping() && (*sessions)->ping() ? 0 : 1;
}
