// Keys, each for one algorithm: VerificationKey checks signatures, SigningKey makes them; two types on
// purpose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "signet/core/limits.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/optional_text.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/jose/algorithm.hpp"
#include "signet/jose/held_key.hpp"
#include "signet/jose/passphrase.hpp"

namespace signet::inline v0 {

class ExternalSigner;
namespace detail {
class Jwk;
}

/// A certificate whose key is to be used. Borrows for the call.
struct CertifiedKey {
  std::string_view certificate;  ///< one PEM block "CERTIFICATE", or DER
  bool at_any_time = false;      ///< also before and after the period that the certificate states
};

/// A key that verifies signatures of exactly one algorithm. Copies share the key material; a key that was
/// moved from keeps it and loses its kid.
/// Who made an RSA key is not asked: moduli of weak generators (ROCA, close or shared primes) are not looked
/// for.
/// @thread const access from any number of threads
class VerificationKey {
 public:
  /// Reads one PEM block: SubjectPublicKeyInfo ("PUBLIC KEY") or PKCS#1 ("RSA PUBLIC KEY"). Text before the
  /// block is accepted, a second block is not, nor is more than 32 KiB. Errors that concern one number of the
  /// key name its JWK member.
  /// @error key_malformed    no such block, or not a key
  /// @error key_mismatch     a key of another kind or curve than `algorithm` takes; any PEM for an HMAC
  /// algorithm
  /// @error key_too_weak     RSA below 2048 bits; an Ed25519 or Ed448 point of small order, for which
  /// signatures can be made without a private key
  /// @error key_unsupported  RSA above 16384 bits, an even exponent or one outside 17 .. 33 bits, explicit EC
  /// parameters, RSASSA-PSS
  /// @error algorithm_unavailable  this OpenSSL, as configured, lacks the algorithm (see available)
  static Result<VerificationKey> from_pem(std::string_view pem, Algorithm algorithm);
  /// Reads the DER of the same structures, with nothing behind it. Errors as from_pem.
  static Result<VerificationKey> from_der(std::span<const std::byte> der, Algorithm algorithm);
  /// Takes the key of an X.509 certificate. That the certificate itself is to be trusted is for the caller to
  /// know: of it, the period and the keyUsage are looked at, and no issuer, name, chain or signature.
  /// Errors as from_pem, and
  /// @error certificate_untimely  `now` lies before its `notBefore` or after its `notAfter`, as the error
  /// names
  /// @error key_use_forbidden     it has a keyUsage, which permits no signatures (RFC 5280 §4.2.1.3)
  static Result<VerificationKey> from_certificate(const CertifiedKey& from, Algorithm algorithm,
                                                  NumericDate now);

  /// Reads one JWK (RFC 7517 §4). `use`, `key_ops`, `alg` and `kid` are honoured; of a private key the public
  /// part is taken and the rest not looked at. Errors name the member they concern.
  /// @error key_malformed      not strict JSON without duplicate members (the error tells where), longer than
  ///                           limits.key_text, or a member missing or wrong for its kty
  /// @error key_unsupported    a kty or crv that is not ours; RSA sizes and exponents as for from_pem
  /// @error key_mismatch       `alg` names an algorithm of another kty
  /// @error key_use_forbidden  `use` is not "sig", or `key_ops` lacks "verify" or contradicts `use` (RFC 7517
  /// §4.2, §4.3)
  /// @error key_too_weak, key_is_text  as from_secret and from_pem
  /// @error option_invalid             limits out of range
  /// @error algorithm_unsupported      `alg` is not in the table
  /// @error algorithm_unavailable      as from_pem
  /// Without `alg`, the algorithm is the first of the table that takes the kty and crv (oct: HS256, RSA:
  /// RS256, OKP: EdDSA); an AKP key must have one.
  static Result<VerificationKey> from_jwk(std::string_view jwk, const Limits& limits = {});
  /// The same for an algorithm that the caller knows, as for RSA keys without `alg` that sign PS256.
  /// @error key_mismatch  also when its `alg`, kty or crv is another's
  static Result<VerificationKey> from_jwk(std::string_view jwk, Algorithm algorithm,
                                          const Limits& limits = {});

  /// An HMAC key. It takes SecretBytes and nothing else, so that no PEM text gets here by accident.
  /// @error key_mismatch  `algorithm` is not an HMAC algorithm
  /// @error key_too_weak  shorter than the hash (RFC 7518 §3.2)
  /// @error key_is_text   the bytes are a PEM, JWK, certificate or OpenSSH key text, or the DER of a key (RFC
  /// 8725 §3.5)
  static Result<VerificationKey> from_secret(const SecretBytes& secret, Algorithm algorithm);

  Algorithm algorithm() const noexcept { return algorithm_; }
  /// The JWK `kid`, which may be the empty string; nothing when the key has none. View into *this.
  std::optional<std::string_view> kid() const& noexcept { return kid_.view(); }
  std::optional<std::string_view> kid() const&& = delete;
  VerificationKey with_kid(std::string kid) const;
  bool symmetric() const noexcept { return spec_of(algorithm_).key_type == KeyType::oct; }

  /// The same key, with a table made of it that verification is several times as fast by: of P-256 (ES256)
  /// and Ed25519 keys (EdDSA, Ed25519). It takes about a millisecond and 86 or 96 KiB, which copies share,
  /// and the first of a curve once more of both for the process. Any other key is given back as it is.
  ///
  /// Verdicts are OpenSSL's, but code of this library finds them: where a validated (FIPS) module has to, do
  /// not prepare.
  [[nodiscard]] VerificationKey prepared() const;
  /// The memory that the table takes; 0 without one.
  std::size_t table_bytes() const noexcept;

  /// The bytes that a signature has.
  std::size_t signature_size() const noexcept;
  /// Checks `signature` (raw bytes as JWS carries them: r‖s for ECDSA) over `signing_input`. A high s is
  /// accepted (RFC 7518 §3.4 sets no rule), so a token's bytes are no unique name of it.
  /// @error signature_invalid  it is not that signature, or has the wrong length
  [[nodiscard]] Result<void> verify(std::string_view signing_input,
                                    std::span<const std::byte> signature) const noexcept;

  /// RFC 7638: base64url of the SHA-256 of the key's required members. Of an HMAC key it is a hash of the
  /// secret: not for publication (RFC 7638 §7).
  [[nodiscard]] std::string thumbprint() const;
  /// RFC 9278: the thumbprint as a URI, "urn:ietf:params:oauth:jwk-thumbprint:sha-256:…". Of an HMAC key as
  /// little for publication.
  [[nodiscard]] std::string thumbprint_uri() const;
  /// The public JWK with `kid` (if any), `use` "sig" and `alg`.
  /// @error key_use_forbidden  an HMAC key has no public part
  /// @error utf8_invalid       the kid is not UTF-8
  [[nodiscard]] Result<std::string> to_jwk() const;

 private:
  friend class SigningKey;
  friend class KeySet;
  friend class TokenVerifier;
  // As verify, of a signature as it stands in a token.
  bool holds(std::string_view signing_input, std::string_view encoded_signature) const noexcept;
  static Result<VerificationKey> read_jwk(std::string_view jwk, std::optional<Algorithm> algorithm,
                                          const Limits& limits);
  static Result<VerificationKey> read_jwk(const detail::Jwk& jwk, std::optional<Algorithm> algorithm);
  // The same key, with the same kid, for another algorithm of its kty and crv.
  Result<VerificationKey> for_algorithm(Algorithm algorithm) const;
  Result<std::string> write_jwk(bool with_alg) const;
  static Result<VerificationKey> from_material(Result<detail::SharedKey> material);
  VerificationKey(const detail::HeldKey& material, Algorithm algorithm, detail::OptionalText kid) noexcept
      : material_(material), algorithm_(algorithm), kid_(std::move(kid)) {}

  detail::HeldKey material_;
  Algorithm algorithm_;
  detail::OptionalText kid_;
};

/// The size of an RSA modulus.
struct RsaSize {
  std::uint32_t bits;  ///< 2048 .. 16384 and even; making one of 4096 takes seconds, of 16384 minutes
};

/// A key that signs with exactly one algorithm. Copies share the key material, which is wiped with the last;
/// a key that was moved from keeps it and loses its kid.
/// @thread const access from any number of threads
class SigningKey {
 public:
  /// Reads one PEM block: PKCS#8 ("PRIVATE KEY"), PKCS#1 ("RSA PRIVATE KEY") or SEC 1 ("EC PRIVATE KEY");
  /// with a passphrase also encrypted PKCS#8 ("ENCRYPTED PRIVATE KEY"). A passphrase that is not needed is
  /// not looked at or asked for; nobody but a given callable is ever asked. Opening takes the time that the
  /// file says. Encryption by headers inside the block (RFC 1421), which hashes the passphrase with MD5 once,
  /// is refused. Errors as VerificationKey::from_pem, those that the callable answered, and
  /// @error key_malformed    RSA or EC parts that do not belong together
  /// @error key_unsupported  RSA with more than two primes; ML-DSA without its seed, which a JWK could not
  /// hold
  /// @error passphrase_missing, passphrase_wrong  the key is encrypted
  static Result<SigningKey> from_pem(std::string_view pem, Algorithm algorithm,
                                     const Passphrase& passphrase = {});
  /// Reads the DER of the same structures, with nothing behind it. Errors as from_pem.
  static Result<SigningKey> from_der(std::span<const std::byte> der, Algorithm algorithm,
                                     const Passphrase& passphrase = {});
  /// Reads one private JWK. Errors as VerificationKey::from_jwk ("sign" in place of "verify"), and
  /// @error key_malformed    private parts missing or not of the public part; RSA without its CRT values
  /// @error key_unsupported  `oth`: more than two primes
  static Result<SigningKey> from_jwk(std::string_view jwk, const Limits& limits = {});
  static Result<SigningKey> from_jwk(std::string_view jwk, Algorithm algorithm, const Limits& limits = {});
  /// As VerificationKey::from_secret.
  static Result<SigningKey> from_secret(const SecretBytes& secret, Algorithm algorithm);
  /// A key whose private part stays where it is, in an HSM or a KMS: `signer` signs by it, `public_key`,
  /// whose algorithm and kid the key has, checks each signature before it is handed out. One that does not
  /// hold, by another key or with a fault from which a key could be computed, is wiped. That costs one
  /// verification.
  /// @error key_use_forbidden  an HMAC key: what checks its signatures can make them
  static Result<SigningKey> from_signer(const VerificationKey& public_key, ExternalSigner signer);
  /// A fresh key from OpenSSL's generator: for HMAC as many random bits as the hash has, RSA of 2048 bits,
  /// else on the algorithm's curve; Ed25519 for EdDSA.
  /// @error key_generation_failed, algorithm_unavailable
  static Result<SigningKey> generate(Algorithm algorithm);
  /// A fresh RSA key of this size.
  /// @error option_invalid  "bits": out of range, odd, or for an algorithm of other keys
  /// @error key_generation_failed, algorithm_unavailable
  static Result<SigningKey> generate(Algorithm algorithm, RsaSize size);

  Algorithm algorithm() const noexcept { return verification_.algorithm(); }
  /// As VerificationKey::kid.
  std::optional<std::string_view> kid() const& noexcept { return verification_.kid(); }
  std::optional<std::string_view> kid() const&& = delete;
  SigningKey with_kid(std::string kid) const;
  /// The most bytes a signature by this key takes.
  std::size_t signature_size() const noexcept;

  /// Signs `signing_input` into `out`, which must hold signature_size() bytes.
  /// @return how many bytes were written
  /// @error signing_failed  `out` is too small, or OpenSSL failed; of an external signer: it threw, or wrote
  /// anything but a signature that holds
  /// @error any             that an external signer answered
  [[nodiscard]] Result<std::size_t> sign(std::string_view signing_input,
                                         std::span<std::byte> out) const noexcept;

  /// The key that verifies what this one signs, with the same kid. Holds no private part, except for HMAC.
  [[nodiscard]] VerificationKey verification_key() const { return verification_; }
  /// As VerificationKey::thumbprint.
  [[nodiscard]] std::string thumbprint() const { return verification_.thumbprint(); }
  /// As VerificationKey::thumbprint_uri.
  [[nodiscard]] std::string thumbprint_uri() const { return verification_.thumbprint_uri(); }
  /// The private JWK, with `kid` (if any) and `alg`. The one way private parts leave a key.
  /// @error key_use_forbidden  the private part is an external signer's
  /// @error utf8_invalid       the kid is not UTF-8
  [[nodiscard]] Result<SecretBytes> expose_private_jwk() const;

 private:
  friend class TokenIssuer;  // which hashes the front of its tokens once
  SigningKey(const detail::HeldKey& material, VerificationKey verification) noexcept
      : material_(material), verification_(std::move(verification)) {}
  static Result<SigningKey> read_jwk(std::string_view jwk, std::optional<Algorithm> algorithm,
                                     const Limits& limits);
  static Result<SigningKey> from_material(Result<detail::SharedKey> material);
  static Result<SigningKey> with_public_part(const detail::HeldKey& material, detail::OptionalText kid);

  detail::HeldKey material_;
  VerificationKey verification_;
};

/// What a header says beside the key's alg and kid. Borrows for the call.
struct CompactHeader {
  std::string_view typ{};  ///< left out when empty
};

/// Signs any payload as a compact JWS with `alg`, the key's `kid` where it has one, and `header`.
/// @error signing_failed, utf8_invalid; those that an external signer answered
[[nodiscard]] Result<std::string> sign_compact(const SigningKey& key, std::string_view payload,
                                               const CompactHeader& header = {});

}  // namespace signet::inline v0
