// Calling a signer of the caller's, whatever it does, and the form that devices give ECDSA signatures.
#include "signet/jose/external_signer.hpp"

#include "jose/ecdsa_der.hpp"
#include "jose/openssl.hpp"

namespace signet::inline v0 {

Result<std::size_t> ExternalSigner::sign(std::string_view signing_input,
                                         std::span<std::byte> out) const noexcept {
  if (!held_) return fail(Errc::signing_failed);
  try {
    return held_->sign(signing_input, out);
  } catch (...) {
    return fail(Errc::signing_failed);
  }
}

Result<std::size_t> ecdsa_from_der(std::span<const std::byte> der, std::span<std::byte> out) noexcept {
  const std::span from{detail::bytes_of(der.data()), der.size()};
  const std::span raw{detail::writable_bytes_of(out.data()), out.size()};
  if (out.size() % 2 != 0 || !detail::ecdsa_from_der(from, raw)) return fail(Errc::signing_failed);
  return out.size();
}

}  // namespace signet::inline v0
