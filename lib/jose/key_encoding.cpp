// The structures of RFC 5208, 5280, 5915 and 8017 over OpenSSL's decoders.
#include "jose/key_encoding.hpp"

#include <openssl/asn1.h>
#include <openssl/decoder.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

namespace signet::inline v0::detail {
namespace {

// The types of a sequence's first two elements, which tell all these structures apart. OpenSSL's decoders
// take the name of a structure for a hint and decode what else they know.
struct Shape {
  int first = 0;
  int second = 0;

  friend bool operator==(const Shape&, const Shape&) = default;
};

struct Encoding {
  Purpose purpose;
  std::string_view label;  // of its PEM block (RFC 7468 §10, §11, §13)
  Shape shape;
  const char* structure;  // as OpenSSL names it; null for what is encrypted
  const char* key_type;   // null where the structure names it
};
constexpr std::array encodings{
    Encoding{
        Purpose::verify, "PUBLIC KEY", {V_ASN1_SEQUENCE, V_ASN1_BIT_STRING}, "SubjectPublicKeyInfo", nullptr},
    Encoding{Purpose::verify, "RSA PUBLIC KEY", {V_ASN1_INTEGER, V_ASN1_INTEGER}, "type-specific", "RSA"},
    Encoding{Purpose::sign, "PRIVATE KEY", {V_ASN1_INTEGER, V_ASN1_SEQUENCE}, "PrivateKeyInfo", nullptr},
    Encoding{Purpose::sign, "RSA PRIVATE KEY", {V_ASN1_INTEGER, V_ASN1_INTEGER}, "type-specific", "RSA"},
    Encoding{Purpose::sign, "EC PRIVATE KEY", {V_ASN1_INTEGER, V_ASN1_OCTET_STRING}, "type-specific", "EC"},
    Encoding{
        Purpose::sign, "ENCRYPTED PRIVATE KEY", {V_ASN1_SEQUENCE, V_ASN1_OCTET_STRING}, nullptr, nullptr},
};

// Takes one header off the front of `der`: the type it announces, and in `content` how long that is. 0 when
// it is none.
int take_header(std::span<const unsigned char>& der, std::size_t& content) noexcept {
  const unsigned char* at = der.data();
  long size = 0;
  int tag = 0;
  int kind = 0;
  const int flags = ASN1_get_object(&at, &size, &tag, &kind, static_cast<long>(der.size()));
  if ((flags & 0x80) != 0 || kind != V_ASN1_UNIVERSAL) return 0;
  der = der.subspan(static_cast<std::size_t>(at - der.data()));
  content = static_cast<std::size_t>(size);
  return tag;
}

Shape shape_of(std::span<const unsigned char> der) noexcept {
  Shape shape;
  std::size_t size = 0;
  if (take_header(der, size) != V_ASN1_SEQUENCE) return shape;
  shape.first = take_header(der, size);
  if (shape.first == 0 || size > der.size()) return shape;
  der = der.subspan(size);
  shape.second = take_header(der, size);
  return shape;
}

void free_decoder(OSSL_DECODER_CTX* decoder) noexcept { OSSL_DECODER_CTX_free(decoder); }
void free_sealed(X509_SIG* sealed) noexcept { X509_SIG_free(sealed); }
void free_info(PKCS8_PRIV_KEY_INFO* info) noexcept { PKCS8_PRIV_KEY_INFO_free(info); }
using Decoder = Handle<OSSL_DECODER_CTX, free_decoder>;
using Sealed = Handle<X509_SIG, free_sealed>;
using PrivateKeyInfo = Handle<PKCS8_PRIV_KEY_INFO, free_info>;

Pkey decode_plain(std::span<const unsigned char> der, const Encoding& encoding) noexcept {
  const int selection = encoding.purpose == Purpose::sign ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  EVP_PKEY* key = nullptr;
  const Decoder decoder{OSSL_DECODER_CTX_new_for_pkey(&key, "DER", encoding.structure, encoding.key_type,
                                                      selection, nullptr, nullptr)};
  const unsigned char* at = der.data();
  std::size_t left = der.size();
  const bool whole = decoder && OSSL_DECODER_from_data(decoder.get(), &at, &left) == 1 && left == 0;
  Pkey decoded{key};
  return whole ? std::move(decoded) : Pkey{};
}

// Without asking on the terminal, as OpenSSL's decoder would for a passphrase it was not given.
Result<Pkey> decrypt(std::span<const unsigned char> der, const Passphrase& passphrase) {
  const unsigned char* at = der.data();
  const Sealed sealed{d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size()))};
  if (!sealed || at != der.data() + der.size()) return fail(Errc::key_malformed);
  const auto obtained = passphrase.obtain();
  if (!obtained) return obtained.error();
  const std::string_view text = obtained->expose_text();
  if (text.size() > max_key_text)
    return fail(Errc::passphrase_wrong);  // OpenSSL takes a negative size for none
  const PrivateKeyInfo info{PKCS8_decrypt(sealed.get(), text.data(), static_cast<int>(text.size()))};
  if (!info) return fail(Errc::passphrase_wrong);
  Pkey key{EVP_PKCS82PKEY(info.get())};
  if (!key) return fail(Errc::key_malformed);
  return key;
}

}  // namespace

Result<Pkey> decode_key(std::span<const unsigned char> der, std::optional<std::string_view> label,
                        Purpose purpose, const Passphrase& passphrase) {
  if (der.size() > max_key_text) return fail(Errc::key_malformed);
  const auto fits = [purpose, label, shape = shape_of(der)](const Encoding& encoding) {
    return encoding.purpose == purpose && encoding.shape == shape && (!label || *label == encoding.label);
  };
  const auto* const encoding = std::ranges::find_if(encodings, fits);
  if (encoding == encodings.end()) return fail(Errc::key_malformed);
  if (encoding->structure == nullptr) return decrypt(der, passphrase);
  Pkey key = decode_plain(der, *encoding);
  if (!key) return fail(Errc::key_malformed);
  return key;
}

}  // namespace signet::inline v0::detail
