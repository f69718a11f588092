// Asking for a passphrase, whatever the callable does.
#include "signet/jose/passphrase.hpp"

#include <new>

namespace signet::inline v0 {

Result<SecretBytes> Passphrase::obtain() const {
  if (ask_ == nullptr) return fail(Errc::passphrase_missing);
  try {
    return ask_(borrowed_);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (...) {
    return fail(Errc::passphrase_missing);
  }
}

Result<SecretBytes> Passphrase::copy_of_borrowed(const void* at_hand) {
  return SecretBytes::copy_of(static_cast<const SecretBytes*>(at_hand)->expose());
}

}  // namespace signet::inline v0
