// What verification and signing keys do, however they were read.
#include "signet/jose/key.hpp"

#include "jose/key_kind.hpp"
#include "jose/key_material.hpp"
#include "jose/signature.hpp"
#include "signet/core/random.hpp"
#include "signet/jose/external_signer.hpp"

namespace signet::inline v0 {
namespace {

bool takes_secret(Algorithm algorithm) { return spec_of(algorithm).key_type == KeyType::oct; }

Result<detail::SharedKey> copy_secret(const SecretBytes& secret, Algorithm algorithm) {
  if (!takes_secret(algorithm)) return fail(Errc::key_mismatch);
  return detail::share_secret(algorithm, SecretBytes::copy_of(secret.expose()));
}

Result<detail::SharedKey> generate_secret(Algorithm algorithm) {
  SecretBytes secret{spec_of(algorithm).min_key_bits / 8u};
  if (!system_random().fill(secret.expose_writable())) return fail(Errc::key_generation_failed);
  return detail::share_secret(algorithm, std::move(secret));
}

Result<detail::SharedKey> generate_pair(Algorithm algorithm, std::optional<RsaSize> size) {
  if (!available(algorithm)) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  const detail::QuietErrors quiet;
  detail::Pkey pair =
      size ? detail::generate_rsa(size->bits) : detail::kind_of(algorithm)->generate(algorithm);
  if (!pair) return fail(Errc::key_generation_failed);
  return detail::share_key(algorithm, detail::Purpose::sign, std::move(pair));
}

// What a fresh key lacks can only be memory.
Result<SigningKey> generated(Result<SigningKey> key) {
  const bool failed = !key && key.error().code() != Errc::algorithm_unavailable;
  return failed ? Result<SigningKey>{fail(Errc::key_generation_failed)} : std::move(key);
}

// OpenSSL rounds an odd size down, since both primes have half of it.
bool rsa_size_fits(Algorithm algorithm, RsaSize size) {
  return size.bits >= spec_of(algorithm).min_key_bits && size.bits <= detail::max_rsa_bits &&
         size.bits % 2 == 0;
}

// RSA signatures with a fault give the factors away, so whatever does not hold must not leave.
Result<std::size_t> sign_externally(const ExternalSigner& signer, const VerificationKey& public_key,
                                    std::string_view signing_input, std::span<std::byte> out) noexcept {
  Result<std::size_t> made = signer.sign(signing_input, out);
  if (made && (*made != out.size() || !public_key.verify(signing_input, out))) {
    made = fail(Errc::signing_failed);
  }
  if (!made) wipe(out.data(), out.size());
  return made;
}

}  // namespace

Result<VerificationKey> VerificationKey::from_secret(const SecretBytes& secret, Algorithm algorithm) {
  auto material = copy_secret(secret, algorithm);
  if (!material) return material.error();
  return VerificationKey{*material, algorithm, {}};
}

VerificationKey VerificationKey::with_kid(std::string kid) const {
  return VerificationKey{material_, algorithm_, std::move(kid)};
}

Result<VerificationKey> VerificationKey::for_algorithm(Algorithm algorithm) const {
  auto material = detail::share_for(*material_, algorithm);
  if (!material) return material.error();
  return VerificationKey{*std::move(material), algorithm, kid_};
}

VerificationKey VerificationKey::prepared() const {
  detail::SharedKey material = detail::share_prepared(*material_);
  return material ? VerificationKey{std::move(material), algorithm_, kid_} : *this;
}

std::size_t VerificationKey::table_bytes() const noexcept {
  return material_->table ? detail::table_bytes(*material_->table) : 0;
}

std::size_t VerificationKey::signature_size() const noexcept { return material_->signature_size; }

bool VerificationKey::holds(std::string_view signing_input,
                            std::string_view encoded_signature) const noexcept {
  return detail::encoded_signature_holds(*material_, signing_input, encoded_signature);
}

Result<void> VerificationKey::verify(std::string_view signing_input,
                                     std::span<const std::byte> signature) const noexcept {
  if (!detail::signature_holds(*material_, signing_input, signature)) return fail(Errc::signature_invalid);
  return {};
}

Result<SigningKey> SigningKey::from_secret(const SecretBytes& secret, Algorithm algorithm) {
  return from_material(copy_secret(secret, algorithm));
}

Result<SigningKey> SigningKey::generate(Algorithm algorithm) {
  auto material =
      takes_secret(algorithm) ? generate_secret(algorithm) : generate_pair(algorithm, std::nullopt);
  return generated(from_material(std::move(material)));
}

Result<SigningKey> SigningKey::generate(Algorithm algorithm, RsaSize size) {
  if (spec_of(algorithm).key_type != KeyType::RSA || !rsa_size_fits(algorithm, size)) {
    return fail(Errc::option_invalid, "bits");
  }
  return generated(from_material(generate_pair(algorithm, size)));
}

Result<SigningKey> SigningKey::from_signer(const VerificationKey& public_key, ExternalSigner signer) {
  if (public_key.symmetric()) return fail(Errc::key_use_forbidden);
  const std::size_t size = public_key.material_->signature_size;
  const detail::SharedKey material{new detail::KeyMaterial{public_key.algorithm(), std::move(signer), size}};
  return SigningKey{material, public_key};
}

Result<SigningKey> SigningKey::from_material(Result<detail::SharedKey> material) {
  if (!material) return material.error();
  return with_public_part(std::move(*material), {});
}

Result<SigningKey> SigningKey::with_public_part(const detail::HeldKey& material, detail::OptionalText kid) {
  const Algorithm algorithm = material->algorithm;
  if (takes_secret(algorithm)) {
    return SigningKey{material, VerificationKey{material, algorithm, std::move(kid)}};
  }
  // A pair of its own, so that verification keys handed out do not keep the private part alive.
  auto verifying =
      detail::share_key(algorithm, detail::Purpose::verify, detail::public_part(material->pkey.get()));
  if (!verifying) return verifying.error();
  return SigningKey{material, VerificationKey{*verifying, algorithm, std::move(kid)}};
}

SigningKey SigningKey::with_kid(std::string kid) const {
  return SigningKey{material_, verification_.with_kid(std::move(kid))};
}

std::size_t SigningKey::signature_size() const noexcept { return material_->signature_size; }

Result<std::size_t> SigningKey::sign(std::string_view signing_input,
                                     std::span<std::byte> out) const noexcept {
  if (material_->signer) {
    if (out.size() < signature_size()) return fail(Errc::signing_failed);
    return sign_externally(*material_->signer, verification_, signing_input, out.first(signature_size()));
  }
  const std::size_t size = detail::make_signature(*material_, signing_input, out);
  if (size == 0) return fail(Errc::signing_failed);
  return size;
}

}  // namespace signet::inline v0
