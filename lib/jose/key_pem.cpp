// Keys from PEM: one block, of the one label and structure that is expected (RFC 7468 §10, §13).
#include <openssl/decoder.h>
#include <openssl/pem.h>

#include "jose/key_kind.hpp"
#include "jose/key_material.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

constexpr std::size_t max_pem_size = std::size_t{32} * 1024;

struct PemForm {
  std::string_view label;
  const char* structure;
  int selection;
};

constexpr PemForm form_of(Purpose purpose) {
  return purpose == Purpose::sign ? PemForm{"PRIVATE KEY", "PrivateKeyInfo", EVP_PKEY_KEYPAIR}
                                  : PemForm{"PUBLIC KEY", "SubjectPublicKeyInfo", EVP_PKEY_PUBLIC_KEY};
}

// One PEM block in OpenSSL's memory, wiped when it goes.
class PemBlock {
 public:
  PemBlock() noexcept = default;
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;
  ~PemBlock() {
    OPENSSL_secure_free(label_);
    OPENSSL_secure_free(headers_);
    OPENSSL_secure_clear_free(der_, static_cast<std::size_t>(size_));
  }

  bool read(BIO* from) noexcept {
    return PEM_read_bio_ex(from, &label_, &headers_, &der_, &size_,
                           PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1;
  }
  std::string_view label() const noexcept { return label_; }
  // Headers announce encryption (RFC 1421), for which OpenSSL would ask on the terminal.
  bool has_headers() const noexcept { return headers_[0] != '\0'; }
  std::span<const unsigned char> der() const noexcept { return {der_, static_cast<std::size_t>(size_)}; }

 private:
  char* label_ = nullptr;
  char* headers_ = nullptr;
  unsigned char* der_ = nullptr;
  long size_ = 0;
};

void free_decoder(OSSL_DECODER_CTX* decoder) noexcept { OSSL_DECODER_CTX_free(decoder); }
using Decoder = Handle<OSSL_DECODER_CTX, free_decoder>;

Pkey decode(std::span<const unsigned char> der, const PemForm& form) noexcept {
  EVP_PKEY* key = nullptr;
  const Decoder decoder{
      OSSL_DECODER_CTX_new_for_pkey(&key, "DER", form.structure, nullptr, form.selection, nullptr, nullptr)};
  const unsigned char* at = der.data();
  std::size_t left = der.size();
  const bool whole = decoder && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1 && left == 0;
  Pkey decoded{key};
  return whole ? std::move(decoded) : Pkey{};
}

bool has_one_block(std::string_view pem) {
  constexpr std::string_view begin = "-----BEGIN ";
  const auto first = pem.find(begin);
  return first != std::string_view::npos && pem.find(begin, first + 1) == std::string_view::npos;
}

Result<Pkey> read_block(std::string_view pem, const PemForm& form) {
  if (pem.size() > max_pem_size || !has_one_block(pem)) return fail(Errc::key_malformed);
  const Bio text{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  PemBlock block;
  if (!text || !block.read(text.get()) || block.label() != form.label || block.has_headers()) {
    return fail(Errc::key_malformed);
  }
  Pkey key = decode(block.der(), form);
  if (!key) return fail(Errc::key_malformed);
  return key;
}

Result<SharedKey> read_pem(std::string_view pem, Algorithm algorithm, Purpose purpose) {
  const KeyKind* const kind = kind_of(algorithm);
  if (kind == nullptr) return fail(Errc::key_mismatch);
  if (!available(algorithm)) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  const QuietErrors quiet;
  auto key = read_block(pem, form_of(purpose));
  if (!key) return key.error();
  if (EVP_PKEY_is_a(key->get(), "RSA-PSS") == 1) return fail(Errc::key_unsupported);
  if (const auto held = kind->check(key->get(), algorithm, purpose); !held) return held.error();
  return share_key(algorithm, purpose, std::move(*key));
}

}  // namespace
}  // namespace detail

Result<VerificationKey> VerificationKey::from_pem(std::string_view pem, Algorithm algorithm) {
  auto material = detail::read_pem(pem, algorithm, detail::Purpose::verify);
  if (!material) return material.error();
  return VerificationKey{*material, algorithm, std::nullopt};
}

Result<SigningKey> SigningKey::from_pem(std::string_view pem, Algorithm algorithm) {
  auto material = detail::read_pem(pem, algorithm, detail::Purpose::sign);
  if (!material) return material.error();
  return with_public_part(*material, std::nullopt);
}

}  // namespace signet::inline v0
