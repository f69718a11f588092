// A signature by OpenSSL alone: see bare_signature.hpp.
#include "bare_signature.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "signet/crypto/digest.hpp"
#include "token_jobs.hpp"

namespace signet_bench {

using signet::Algorithm;

namespace {

EVP_PKEY* read_private(const std::string& pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  if (key == nullptr) stop("OpenSSL reads a key of benchmarks/keys not");
  return key;
}

bool set_up(EVP_PKEY_CTX* context, Algorithm algorithm) {
  const bool padded =
      algorithm == Algorithm::PS256
          ? EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
          : algorithm == Algorithm::ES256 || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  return padded && EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

const unsigned char* bytes_of(const signet::Sha256& digest) {
  return reinterpret_cast<const unsigned char*>(digest.data());
}

}  // namespace

BareSignature::BareSignature(Algorithm algorithm, const std::string& private_pem, std::string_view input)
    : input_(input), key_(read_private(private_pem)) {
  if (algorithm == Algorithm::EdDSA) {
    prepare_whole();
  } else {
    prepare_digest(algorithm);
  }
  if (!sign()) stop("OpenSSL made no signature");
  signature_.assign(room_.data(), room_.data() + made_);
}

void BareSignature::prepare_digest(Algorithm algorithm) {
  sign_digest_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  verify_digest_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  if (EVP_PKEY_sign_init(sign_digest_.get()) != 1 || !set_up(sign_digest_.get(), algorithm) ||
      EVP_PKEY_verify_init(verify_digest_.get()) != 1 || !set_up(verify_digest_.get(), algorithm)) {
    stop("OpenSSL takes a key of benchmarks/keys not");
  }
}

void BareSignature::prepare_whole() {
  sign_whole_.reset(EVP_MD_CTX_new());
  verify_whole_.reset(EVP_MD_CTX_new());
  if (EVP_DigestSignInit(sign_whole_.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestVerifyInit(verify_whole_.get(), nullptr, nullptr, nullptr, key_.get()) != 1) {
    stop("OpenSSL takes a key of benchmarks/keys not");
  }
}

bool BareSignature::sign() {
  made_ = room_.size();
  if (sign_whole_ != nullptr) {
    // OpenSSL 3.5 takes a used context only after this.
    return EVP_DigestSignInit(sign_whole_.get(), nullptr, nullptr, nullptr, nullptr) == 1 &&
           EVP_DigestSign(sign_whole_.get(), room_.data(), &made_, bytes_of(input_), input_.size()) == 1;
  }
  const auto digest = signet::sha256(input_);
  return EVP_PKEY_sign(sign_digest_.get(), room_.data(), &made_, bytes_of(digest), digest.size()) == 1;
}

bool BareSignature::verify() {
  if (verify_whole_ != nullptr) {
    return EVP_DigestVerifyInit(verify_whole_.get(), nullptr, nullptr, nullptr, nullptr) == 1 &&
           EVP_DigestVerify(verify_whole_.get(), signature_.data(), signature_.size(), bytes_of(input_),
                            input_.size()) == 1;
  }
  const auto digest = signet::sha256(input_);
  return EVP_PKEY_verify(verify_digest_.get(), signature_.data(), signature_.size(), bytes_of(digest),
                         digest.size()) == 1;
}

}  // namespace signet_bench
