// HS256, RS256, ES256 and EdDSA over reused OpenSSL operations (RFC 7518 §3.2 - §3.4, RFC 8037 §3.1).
#include "jose/signature.hpp"

#include <openssl/rsa.h>

#include <algorithm>
#include <new>

#include "jose/ecdsa_der.hpp"
#include "signet/crypto/constant_time.hpp"
#include "signet/crypto/digest.hpp"

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

bool init_direct(EVP_PKEY_CTX* context, const KeyMaterial& key) noexcept {
  const auto init = key.purpose == Purpose::sign ? EVP_PKEY_sign_init : EVP_PKEY_verify_init;
  if (context == nullptr || init(context) != 1) return false;
  if (key.algorithm == Algorithm::RS256 && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1) {
    return false;
  }
  return EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1;
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
  const Sha256 digest = sha256(input);
  const Lease operation{key};
  return operation && EVP_PKEY_verify(operation->direct.get(), signature.data(), signature.size(),
                                      bytes_of(digest.data()), digest.size()) == 1;
}

std::size_t sign_digest(const KeyMaterial& key, std::string_view input,
                        std::span<unsigned char> out) noexcept {
  const Sha256 digest = sha256(input);
  const Lease operation{key};
  std::size_t size = out.size();
  const bool made = operation && EVP_PKEY_sign(operation->direct.get(), out.data(), &size,
                                               bytes_of(digest.data()), digest.size()) == 1;
  return made ? size : 0;
}

std::size_t sign_p256(const KeyMaterial& key, std::string_view input, std::span<std::byte> out) noexcept {
  std::array<unsigned char, 72> der{};
  const auto raw = ecdsa_from_der(std::span{der}.first(sign_digest(key, input, der)));
  if (!raw) return 0;
  std::ranges::copy(std::as_bytes(std::span{*raw}), out.begin());
  return raw->size();
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

}  // namespace

Operation* new_operation(const KeyMaterial& key) noexcept {
  auto* const operation = new (std::nothrow) Operation;
  if (operation == nullptr) return nullptr;
  bool ready = false;
  if (key.algorithm == Algorithm::EdDSA) {
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

std::size_t signature_capacity(const KeyMaterial& key) noexcept {
  const std::size_t size = spec_of(key.algorithm).signature_size;
  return size != 0 ? size : static_cast<std::size_t>(EVP_PKEY_get_size(key.pkey.get()));
}

bool signature_holds(const KeyMaterial& key, std::string_view input,
                     std::span<const std::byte> signature) noexcept {
  if (signature.size() != signature_capacity(key)) return false;
  const QuietErrors quiet;
  const std::span raw{bytes_of(signature.data()), signature.size()};
  switch (key.algorithm) {
    case Algorithm::HS256:
      return constant_time_equal(key.mac->mac(input), signature);
    case Algorithm::RS256:
      return digest_holds(key, input, raw);
    case Algorithm::ES256: {
      const EcdsaDer der = ecdsa_to_der(raw.first<64>());
      return digest_holds(key, input, std::span{der.bytes}.first(der.size));
    }
    case Algorithm::EdDSA:
      return message_holds(key, input, raw);
  }
  return false;
}

std::size_t make_signature(const KeyMaterial& key, std::string_view input,
                           std::span<std::byte> out) noexcept {
  if (out.size() < signature_capacity(key)) return 0;
  const QuietErrors quiet;
  const std::span raw{writable_bytes_of(out.data()), out.size()};
  switch (key.algorithm) {
    case Algorithm::HS256:
      return static_cast<std::size_t>(std::ranges::copy(key.mac->mac(input), out.begin()).out - out.begin());
    case Algorithm::RS256:
      return sign_digest(key, input, raw);
    case Algorithm::ES256:
      return sign_p256(key, input, out);
    case Algorithm::EdDSA:
      return sign_message(key, input, raw);
  }
  return 0;
}

}  // namespace signet::inline v0::detail
