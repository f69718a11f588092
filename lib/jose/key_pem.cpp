// Keys from PEM and DER, with and without a passphrase.
#include "jose/key_encoding.hpp"
#include "jose/key_kind.hpp"
#include "jose/key_reading.hpp"
#include "jose/pem_block.hpp"

namespace signet::inline v0 {
namespace detail {

Result<SharedKey> share_checked(Result<Pkey> key, Algorithm algorithm, Purpose purpose) {
  if (!key) return key.error();
  if (EVP_PKEY_is_a(key->get(), "RSA-PSS") == 1) return fail(Errc::key_unsupported);
  if (const auto held = kind_of(algorithm)->check(key->get(), algorithm, purpose); !held) return held.error();
  return share_key(algorithm, purpose, std::move(*key));
}

Result<void> takes_key_files(Algorithm algorithm) {
  if (kind_of(algorithm) == nullptr) return fail(Errc::key_mismatch);
  if (!available(algorithm)) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  return {};
}

namespace {

Result<Pkey> decode_pem(std::string_view pem, Purpose purpose, const Passphrase& passphrase) {
  const auto block = PemBlock::read(pem);
  if (!block) return block.error();
  return decode_key(block->der(), block->label(), purpose, passphrase);
}

Result<SharedKey> read_pem(std::string_view pem, Algorithm algorithm, Purpose purpose,
                           const Passphrase& passphrase) {
  if (const auto takes = takes_key_files(algorithm); !takes) return takes.error();
  const QuietErrors quiet;
  return share_checked(decode_pem(pem, purpose, passphrase), algorithm, purpose);
}

Result<SharedKey> read_der(std::span<const std::byte> der, Algorithm algorithm, Purpose purpose,
                           const Passphrase& passphrase) {
  if (const auto takes = takes_key_files(algorithm); !takes) return takes.error();
  const QuietErrors quiet;
  const std::span bytes{bytes_of(der.data()), der.size()};
  return share_checked(decode_key(bytes, std::nullopt, purpose, passphrase), algorithm, purpose);
}

}  // namespace
}  // namespace detail

Result<VerificationKey> VerificationKey::from_pem(std::string_view pem, Algorithm algorithm) {
  return from_material(detail::read_pem(pem, algorithm, detail::Purpose::verify, {}));
}

Result<VerificationKey> VerificationKey::from_der(std::span<const std::byte> der, Algorithm algorithm) {
  return from_material(detail::read_der(der, algorithm, detail::Purpose::verify, {}));
}

Result<VerificationKey> VerificationKey::from_material(Result<detail::SharedKey> material) {
  if (!material) return material.error();
  const detail::HeldKey held{std::move(*material)};
  return VerificationKey{held, held->algorithm, {}};
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem, Algorithm algorithm,
                                        const Passphrase& passphrase) {
  return from_material(detail::read_pem(pem, algorithm, detail::Purpose::sign, passphrase));
}

Result<SigningKey> SigningKey::from_der(std::span<const std::byte> der, Algorithm algorithm,
                                        const Passphrase& passphrase) {
  return from_material(detail::read_der(der, algorithm, detail::Purpose::sign, passphrase));
}

}  // namespace signet::inline v0
