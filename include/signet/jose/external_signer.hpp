// ExternalSigner: what makes the signatures of a key whose private part is kept elsewhere, in an HSM or a
// KMS.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "signet/core/handle.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// A callable that signs, as SigningKey::sign does: it says how many bytes it wrote.
template <class Sign>
concept SignatureCallback = requires(const Sign& sign, std::string_view input, std::span<std::byte> out) {
  { sign(input, out) } -> std::same_as<Result<std::size_t>>;
};

namespace detail {
/// A callable of the caller's, of whatever type.
class HeldSigner {
 public:
  HeldSigner() = default;
  HeldSigner(const HeldSigner&) = delete;
  HeldSigner& operator=(const HeldSigner&) = delete;
  virtual ~HeldSigner() = default;
  virtual Result<std::size_t> sign(std::string_view signing_input, std::span<std::byte> out) const = 0;
};
inline void free_signer(HeldSigner* signer) noexcept { delete signer; }

template <SignatureCallback Sign>
class SignerOf final : public HeldSigner {
 public:
  explicit SignerOf(Sign sign) : sign_(std::move(sign)) {}
  Result<std::size_t> sign(std::string_view signing_input, std::span<std::byte> out) const override {
    return sign_(signing_input, out);
  }

 private:
  Sign sign_;
};
}  // namespace detail

/// Owns a callable that signs by the private part of one key; SigningKey::from_signer makes a key of it:
///
///     SigningKey::from_signer(public_key, [&hsm](std::string_view input, std::span<std::byte> out)
///                                             -> Result<std::size_t> { … });
///
/// The callable is given the signing input, whole and not hashed (for a device that takes a digest, see
/// crypto/digest.hpp), and room for one signature exactly. It fills that with the form that JWS carries: r‖s
/// for ECDSA (RFC 7518 §3.4; ecdsa_from_der makes it of DER), else the bytes as they come; RSA signatures are
/// padded to the size of the key. It may wait for a device: sign takes as long. An error that it answers, as
/// `Error::retry(Errc::overloaded, 5)`, is the error of sign.
/// @thread the callable is called from any number of threads at once; it goes with the last copy of the key,
/// on the thread that drops that
class ExternalSigner {
 public:
  template <SignatureCallback Sign>
  explicit(false) ExternalSigner(Sign sign) : held_(new detail::SignerOf<Sign>{std::move(sign)}) {}

  /// What the callable answers.
  /// @error signing_failed  it threw, or this was moved from
  [[nodiscard]] Result<std::size_t> sign(std::string_view signing_input,
                                         std::span<std::byte> out) const noexcept;

 private:
  Handle<detail::HeldSigner, detail::free_signer> held_;
};

/// Fills `out` with r‖s of an ECDSA signature that a device gave as DER (RFC 3279 §2.2.3).
/// @param out  twice the size of the curve's numbers: 64 bytes for P-256 and secp256k1, 96 for P-384, 132 for
///             P-521; the room that an ExternalSigner is given
/// @return how many bytes were written: all of `out`
/// @error signing_failed  not exactly such a sequence of two numbers, or one that does not fit
[[nodiscard]] Result<std::size_t> ecdsa_from_der(std::span<const std::byte> der,
                                                 std::span<std::byte> out) noexcept;

}  // namespace signet::inline v0
