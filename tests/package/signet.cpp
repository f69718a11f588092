// A consumer of signet::signet, which is token, password and session under one name.
#include "signet/jose/key.hpp"
#include "signet/password/password_hasher.hpp"
#include "signet/store/memory_account_store.hpp"

int main() {
  signet::MemoryAccountStore store;
  return signet::SigningKey::generate(signet::Algorithm::EdDSA) && signet::PasswordHasher::build() &&
                 store.ping()
             ? 0
             : 1;
}
