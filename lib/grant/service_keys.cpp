// Compares a key shown with those there are.
#include "signet/grant/service_keys.hpp"

#include "signet/crypto/constant_time.hpp"
#include "signet/crypto/digest.hpp"

namespace signet::inline v0 {

bool is_service_key(std::string_view shown, std::span<const SecretBytes> keys) {
  const Sha256 hash = sha256(shown);
  bool found = false;
  for (const SecretBytes& key : keys) {
    const bool same = constant_time_equal(hash, sha256(key.expose()));
    found = found || same;
  }
  return found;
}

}  // namespace signet::inline v0
