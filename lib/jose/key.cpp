// What verification and signing keys do, however they were read.
#include "signet/jose/key.hpp"

#include "jose/key_kind.hpp"
#include "jose/key_material.hpp"
#include "jose/signature.hpp"
#include "signet/core/random.hpp"

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

Result<detail::SharedKey> generate_pair(Algorithm algorithm) {
  if (!available(algorithm)) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  const detail::QuietErrors quiet;
  detail::Pkey pair = detail::kind_of(algorithm)->generate(algorithm);
  if (!pair) return fail(Errc::key_generation_failed);
  auto material = detail::share_key(algorithm, detail::Purpose::sign, std::move(pair));
  if (!material) return fail(Errc::key_generation_failed);  // a fresh key is good, unless memory is lacking
  return material;
}

}  // namespace

Result<VerificationKey> VerificationKey::from_secret(const SecretBytes& secret, Algorithm algorithm) {
  auto material = copy_secret(secret, algorithm);
  if (!material) return material.error();
  return VerificationKey{*material, algorithm, std::nullopt};
}

VerificationKey VerificationKey::with_kid(std::string kid) const {
  return VerificationKey{material_, algorithm_, std::move(kid)};
}

Result<void> VerificationKey::verify(std::string_view signing_input,
                                     std::span<const std::byte> signature) const noexcept {
  if (!detail::signature_holds(*material_, signing_input, signature)) return fail(Errc::signature_invalid);
  return {};
}

Result<SigningKey> SigningKey::from_secret(const SecretBytes& secret, Algorithm algorithm) {
  auto material = copy_secret(secret, algorithm);
  if (!material) return material.error();
  return with_public_part(*material, std::nullopt);
}

Result<SigningKey> SigningKey::generate(Algorithm algorithm) {
  auto material = takes_secret(algorithm) ? generate_secret(algorithm) : generate_pair(algorithm);
  if (!material) return material.error();
  auto key = with_public_part(*material, std::nullopt);
  if (!key) return fail(Errc::key_generation_failed);
  return key;
}

Result<SigningKey> SigningKey::with_public_part(const detail::HeldKey& material,
                                                std::optional<std::string> kid) {
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
  const std::size_t size = detail::make_signature(*material_, signing_input, out);
  if (size == 0) return fail(Errc::signing_failed);
  return size;
}

}  // namespace signet::inline v0
