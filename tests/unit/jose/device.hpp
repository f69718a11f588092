// Device: the private part of one key outside the library, signing as OpenSSL does; and keys that it signs
// for.
#pragma once

#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jose/openssl.hpp"
#include "signet/jose/external_signer.hpp"
#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

namespace samples {

/// A pair of the folder of keys, `file`.private.pem and `file`.public.pem, as a key of one algorithm.
struct KeyPair {
  const char* file;
  signet::Algorithm algorithm;
};
inline constexpr KeyPair pairs[] = {
    {"rsa2048", signet::Algorithm::RS256}, {"rsa2048", signet::Algorithm::PS256},
    {"p256", signet::Algorithm::ES256},    {"p384", signet::Algorithm::ES384},
    {"p521", signet::Algorithm::ES512},    {"secp256k1", signet::Algorithm::ES256K},
    {"ed25519", signet::Algorithm::EdDSA}, {"ed448", signet::Algorithm::Ed448}};

inline signet::VerificationKey public_key(const KeyPair& pair) {
  auto key = signet::VerificationKey::from_pem(file(std::string{pair.file} + ".public.pem"), pair.algorithm);
  REQUIRE(key.has_value());
  return *std::move(key);
}

class Device {
 public:
  explicit Device(const KeyPair& pair) : spec_(&signet::spec_of(pair.algorithm)) {
    const std::string pem = file(std::string{pair.file} + ".private.pem");
    const signet::detail::Bio text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    key_ = signet::detail::Pkey{PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr)};
    REQUIRE(key_);
  }

  /// A signature in the form that devices give: ECDSA as DER.
  std::vector<std::byte> sign(std::string_view input) const {
    const signet::detail::MdCtx context{EVP_MD_CTX_new()};
    EVP_PKEY_CTX* operation = nullptr;
    REQUIRE(EVP_DigestSignInit(context.get(), &operation, hash(), nullptr, key_.get()) == 1);
    if (spec_->scheme == signet::SignatureScheme::rsa_pss) {
      REQUIRE(EVP_PKEY_CTX_set_rsa_padding(operation, RSA_PKCS1_PSS_PADDING) == 1);
      REQUIRE(EVP_PKEY_CTX_set_rsa_pss_saltlen(operation, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    std::vector<std::byte> signature(512);
    std::size_t size = signature.size();
    REQUIRE(EVP_DigestSign(context.get(), signet::detail::writable_bytes_of(signature.data()), &size,
                           signet::detail::bytes_of(input.data()), input.size()) == 1);
    signature.resize(size);
    return signature;
  }

  /// The same in the form of JWS, as an ExternalSigner gives it.
  signet::Result<std::size_t> sign_into(std::string_view input, std::span<std::byte> out) const {
    const std::vector<std::byte> signature = sign(input);
    if (spec_->scheme == signet::SignatureScheme::ecdsa) return signet::ecdsa_from_der(signature, out);
    REQUIRE(signature.size() <= out.size());
    std::ranges::copy(signature, out.begin());
    return signature.size();
  }

 private:
  const EVP_MD* hash() const {
    switch (spec_->hash_bits) {
      case 256:
        return EVP_sha256();
      case 384:
        return EVP_sha384();
      case 512:
        return EVP_sha512();
      default:
        return nullptr;
    }
  }

  const signet::AlgorithmSpec* spec_;
  signet::detail::Pkey key_;
};

/// The pair as a key whose private part is in `device`, which outlives it.
inline signet::SigningKey key_in(const Device& device, const KeyPair& pair) {
  auto key = signet::SigningKey::from_signer(
      public_key(pair),
      [&device](std::string_view input, std::span<std::byte> out) { return device.sign_into(input, out); });
  REQUIRE(key.has_value());
  return *std::move(key);
}

}  // namespace samples
