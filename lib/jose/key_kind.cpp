// What the kinds of asymmetric keys share: reading and writing numbers, building from parameters.
#include "jose/key_kind.hpp"

#include <new>

#include "signet/jose/base64url.hpp"

namespace signet::inline v0 {

bool available(Algorithm algorithm) noexcept {
  const detail::QuietErrors quiet;
  const detail::KeyKind* const kind = detail::kind_of(algorithm);
  return kind == nullptr || kind->available(algorithm);
}

namespace detail {

const KeyKind* kind_of(Algorithm algorithm) noexcept {
  switch (spec_of(algorithm).key_type) {
    case KeyType::oct:
      return nullptr;
    case KeyType::RSA:
      return &rsa_kind;
    case KeyType::EC:
      return &ec_kind;
    case KeyType::OKP:
      return &okp_kind;
    case KeyType::AKP:
      return &akp_kind;
  }
  return nullptr;
}

bool has_key_type(const char* name) noexcept {
  return PkeyCtx{EVP_PKEY_CTX_new_from_name(nullptr, name, nullptr)}.get() != nullptr;
}

Number number_of(const EVP_PKEY* key, const char* parameter) noexcept {
  // A secure number is marked, so that OpenSSL wipes each copy it makes.
  BIGNUM* number = BN_secure_new();
  if (number != nullptr && EVP_PKEY_get_bn_param(key, parameter, &number) == 1) return Number{number};
  BN_clear_free(number);
  return Number{};
}

void write_number(JsonWriter& json, std::string_view member, const BIGNUM* number, std::size_t size) {
  if (number == nullptr) throw std::bad_alloc{};
  SecretBytes bytes{size != 0 ? size : static_cast<std::size_t>(BN_num_bytes(number))};
  const std::span<std::byte> out = bytes.expose_writable();
  BN_bn2binpad(number, writable_bytes_of(out.data()), static_cast<int>(out.size()));
  write_octets(json, member, bytes.expose());
}

void write_octets(JsonWriter& json, std::string_view member, std::span<const std::byte> bytes) {
  if (bytes.empty()) throw std::bad_alloc{};
  SecretBytes text{base64url_encoded_size(bytes.size())};
  base64url_encode(bytes, reinterpret_cast<char*>(text.expose_writable().data()));
  json.key(member).string(text.expose_text());
}

Pkey key_from_params(const char* name, Purpose purpose, OSSL_PARAM* params) noexcept {
  const int selection = purpose == Purpose::sign ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  const PkeyCtx context{EVP_PKEY_CTX_new_from_name(nullptr, name, nullptr)};
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params) != 1) {
    return Pkey{};
  }
  return Pkey{key};
}

}  // namespace detail
}  // namespace signet::inline v0
