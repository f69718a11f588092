// A consumer of signet::session: stores of accounts and of sessions in memory.
#include "signet/store/memory_account_store.hpp"
#include "signet/store/memory_session_store.hpp"

int main() {
  signet::MemoryAccountStore accounts;
  signet::MemorySessionStore sessions;
  return accounts.ping() && sessions.ping() ? 0 : 1;
}
