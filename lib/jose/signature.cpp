// The signature operations of the algorithm table over reused OpenSSL operations (RFC 7518 §3.2 - §3.5, RFC
// 8037 §3.1, RFC 9964).
#include "jose/signature.hpp"

#include <openssl/rsa.h>

#include <array>
#include <cstring>
#include <new>
#include <variant>

#include "crypto/equal_words.hpp"
#include "jose/base64url_kernels.hpp"
#include "jose/ecdsa_der.hpp"
#include "jose/signature_buffer.hpp"
#include "signet/crypto/digest.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0::detail {
namespace {

// An operation of a key, held while it is used: an idle one, or a fresh one when all are taken.
class Lease {
 public:
  explicit Lease(const KeyMaterial& key) noexcept : key_(key), operation_(key.idle.take()) {
    if (operation_ == nullptr) operation_ = new_operation(key);
  }
  ~Lease() { key_.idle.give_back(operation_); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  explicit operator bool() const noexcept { return operation_ != nullptr; }
  Operation* operator->() const noexcept { return operation_; }

 private:
  const KeyMaterial& key_;
  Operation* operation_;
};

// The hash that a signature is over.
class MessageDigest {
 public:
  MessageDigest(std::uint16_t bits, std::string_view input) noexcept {
    if (bits == 256) {
      keep(sha256(input));
    } else if (bits == 384) {
      keep(sha384(input));
    } else {
      keep(sha512(input));
    }
  }
  const unsigned char* data() const noexcept { return bytes_.data(); }
  std::size_t size() const noexcept { return size_; }

 private:
  template <class Digest>
  void keep(const Digest& digest) noexcept {
    std::memcpy(bytes_.data(), digest.data(), digest.size());
    size_ = digest.size();
  }

  std::array<unsigned char, 64> bytes_;
  std::size_t size_;
};

const EVP_MD* hash_of(const AlgorithmSpec& spec) noexcept {
  return spec.hash_bits == 256 ? EVP_sha256() : spec.hash_bits == 384 ? EVP_sha384() : EVP_sha512();
}

// RFC 7518 §3.5: MGF1 with the same hash, and a salt of the hash's size, neither more nor less.
bool set_pss(EVP_PKEY_CTX* context, const EVP_MD* hash) noexcept {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_signature_md(context, hash) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool init_direct(EVP_PKEY_CTX* context, const KeyMaterial& key) noexcept {
  const auto init = key.purpose == Purpose::sign ? EVP_PKEY_sign_init : EVP_PKEY_verify_init;
  if (context == nullptr || init(context) != 1) return false;
  const AlgorithmSpec& spec = spec_of(key.algorithm);
  if (spec.scheme == SignatureScheme::rsa_pss) return set_pss(context, hash_of(spec));
  if (spec.scheme == SignatureScheme::rsa_pkcs1 &&
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1) {
    return false;
  }
  return EVP_PKEY_CTX_set_signature_md(context, hash_of(spec)) == 1;
}

bool init_whole(EVP_MD_CTX* context, const KeyMaterial& key) noexcept {
  const auto init = key.purpose == Purpose::sign ? EVP_DigestSignInit_ex : EVP_DigestVerifyInit_ex;
  return context != nullptr &&
         init(context, nullptr, nullptr, nullptr, nullptr, key.pkey.get(), nullptr) == 1;
}

// OpenSSL 3.5 refuses a context that was used before, unless it is initialised again; all-null keeps the key.
bool again(EVP_MD_CTX* context, Purpose purpose) noexcept {
  const auto init = purpose == Purpose::sign ? EVP_DigestSignInit : EVP_DigestVerifyInit;
  return init(context, nullptr, nullptr, nullptr, nullptr) == 1;
}

bool digest_holds(const KeyMaterial& key, std::string_view input,
                  std::span<const unsigned char> signature) noexcept {
  const MessageDigest digest{spec_of(key.algorithm).hash_bits, input};
  const Lease operation{key};
  return operation && EVP_PKEY_verify(operation->direct.get(), signature.data(), signature.size(),
                                      digest.data(), digest.size()) == 1;
}

std::size_t sign_digest(const KeyMaterial& key, std::string_view input,
                        std::span<unsigned char> out) noexcept {
  const MessageDigest digest{spec_of(key.algorithm).hash_bits, input};
  const Lease operation{key};
  std::size_t size = out.size();
  const bool made = operation && EVP_PKEY_sign(operation->direct.get(), out.data(), &size, digest.data(),
                                               digest.size()) == 1;
  return made ? size : 0;
}

std::size_t sign_ecdsa(const KeyMaterial& key, std::string_view input,
                       std::span<unsigned char> out) noexcept {
  EcdsaDer der;
  const std::span<const unsigned char> made = std::span{der.bytes}.first(sign_digest(key, input, der.bytes));
  return ecdsa_from_der(made, out.first(key.signature_size)) ? key.signature_size : 0;
}

std::size_t sign_message(const KeyMaterial& key, std::string_view input,
                         std::span<unsigned char> out) noexcept {
  const Lease operation{key};
  std::size_t size = out.size();
  const bool made =
      operation && again(operation->whole.get(), Purpose::sign) &&
      EVP_DigestSign(operation->whole.get(), out.data(), &size, bytes_of(input.data()), input.size()) == 1;
  return made ? size : 0;
}

bool message_holds(const KeyMaterial& key, std::string_view input,
                   std::span<const unsigned char> signature) noexcept {
  const Lease operation{key};
  return operation && again(operation->whole.get(), Purpose::verify) &&
         EVP_DigestVerify(operation->whole.get(), signature.data(), signature.size(), bytes_of(input.data()),
                          input.size()) == 1;
}

// What `use` makes of the key's MAC of `input`; nothing of its own where the key is none of HMAC.
template <class Use>
auto with_mac(const KeyMaterial& key, std::string_view input, Use&& use) noexcept {
  if (const auto* const hmac = std::get_if<HmacSha256>(&key.hmac)) return use(hmac->mac(input));
  if (const auto* const hmac = std::get_if<HmacSha384>(&key.hmac)) return use(hmac->mac(input));
  if (const auto* const hmac = std::get_if<HmacSha512>(&key.hmac)) return use(hmac->mac(input));
  return decltype(use(Sha256{})){};
}

template <class Digest>
bool same_mac(const Digest& mac, const std::byte* signature) noexcept {
  return equal_words<std::tuple_size_v<Digest>>(mac.data(), signature);
}

bool decode(std::string_view text, std::byte* out) noexcept {
  return base64url_decode_vectors(text.data(), text.size(), out) == text.size();
}

// Most tokens have this one.
bool encoded_mac_holds(const HmacSha256& hmac, std::string_view input, std::string_view text) noexcept {
  Sha256 signature;
  return decode(text, signature.data()) && same_mac(hmac.mac(input), signature.data());
}

[[gnu::noinline]] bool any_encoded_holds(const KeyMaterial& key, std::string_view input,
                                         std::string_view text) noexcept {
  SignatureBuffer bytes;
  return decode(text, bytes.data()) &&
         signature_holds(key, input, std::span{bytes}.first(key.signature_size));
}

}  // namespace

Operation* new_operation(const KeyMaterial& key) noexcept {
  auto* const operation = new (std::nothrow) Operation;
  if (operation == nullptr) return nullptr;
  bool ready = false;
  if (spec_of(key.algorithm).hash_bits == 0) {
    operation->whole = MdCtx{EVP_MD_CTX_new()};
    ready = init_whole(operation->whole.get(), key);
  } else {
    operation->direct = PkeyCtx{EVP_PKEY_CTX_new_from_pkey(nullptr, key.pkey.get(), nullptr)};
    ready = init_direct(operation->direct.get(), key);
  }
  if (ready) return operation;
  delete operation;
  return nullptr;
}

bool signature_holds(const KeyMaterial& key, std::string_view input,
                     std::span<const std::byte> signature) noexcept {
  if (signature.size() != key.signature_size) return false;
  const SignatureScheme scheme = spec_of(key.algorithm).scheme;
  if (scheme == SignatureScheme::hmac) {
    return with_mac(key, input, [signature](const auto& mac) { return same_mac(mac, signature.data()); });
  }
  if (key.table) return table_holds(*key.table, input, signature);
  const QuietErrors quiet;
  const std::span raw{bytes_of(signature.data()), signature.size()};
  switch (scheme) {
    case SignatureScheme::rsa_pkcs1:
    case SignatureScheme::rsa_pss:
      return digest_holds(key, input, raw);
    case SignatureScheme::ecdsa: {
      const EcdsaDer der = ecdsa_to_der(raw);
      return digest_holds(key, input, std::span{der.bytes}.first(der.size));
    }
    case SignatureScheme::eddsa:
    case SignatureScheme::ml_dsa:
      return message_holds(key, input, raw);
    case SignatureScheme::hmac:
      break;
  }
  return false;
}

bool encoded_signature_holds(const KeyMaterial& key, std::string_view input, std::string_view text) noexcept {
  if (base64url_decoded_size(text.size()) != key.signature_size) return false;
  const auto* const hmac = std::get_if<HmacSha256>(&key.hmac);
  return hmac != nullptr ? encoded_mac_holds(*hmac, input, text) : any_encoded_holds(key, input, text);
}

std::size_t make_signature(const KeyMaterial& key, std::string_view input,
                           std::span<std::byte> out) noexcept {
  if (out.size() < key.signature_size) return 0;
  const SignatureScheme scheme = spec_of(key.algorithm).scheme;
  if (scheme == SignatureScheme::hmac) {
    return with_mac(key, input, [out](const auto& mac) {
      std::memcpy(out.data(), mac.data(), mac.size());
      return mac.size();
    });
  }
  const QuietErrors quiet;
  const std::span raw{writable_bytes_of(out.data()), out.size()};
  switch (scheme) {
    case SignatureScheme::rsa_pkcs1:
    case SignatureScheme::rsa_pss:
      return sign_digest(key, input, raw);
    case SignatureScheme::ecdsa:
      return sign_ecdsa(key, input, raw);
    case SignatureScheme::eddsa:
    case SignatureScheme::ml_dsa:
      return sign_message(key, input, raw);
    case SignatureScheme::hmac:
      break;
  }
  return 0;
}

}  // namespace signet::inline v0::detail
