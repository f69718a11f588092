// A consumer of signet::sqlite: a new account file in the working folder.
#include "signet/store/sqlite_account_store.hpp"

int main() {
  const auto store = signet::SqliteAccountStore::open({.path = "consumer.sqlite", .realm = "consumer"});
  return store && (*store)->ping() ? 0 : 1;
}
