// A consumer of signet::session: an account store in memory.
#include "signet/store/memory_account_store.hpp"

int main() {
  signet::MemoryAccountStore store;
  return store.ping() ? 0 : 1;
}
