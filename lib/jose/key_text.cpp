// What key files look like, by their first and telling bytes.
#include "jose/key_text.hpp"

#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "jose/openssl.hpp"

namespace signet::inline v0::detail {
namespace {

std::string_view without_lead(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto first = text.find_first_not_of(" \t\r\n\v\f");
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_openssh(std::string_view text) {
  constexpr std::array<std::string_view, 4> types{"ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-sha2-"};
  return std::ranges::any_of(types, [&](std::string_view type) { return text.starts_with(type); });
}

bool is_jwk(std::string_view text) {
  return text.starts_with('{') && (contains(text, "\"kty\"") || contains(text, "\"keys\""));
}

bool is_der(std::string_view bytes) {
  if (!bytes.starts_with('\x30')) return false;  // SEQUENCE, which all of them are
  const QuietErrors quiet;
  const auto size = static_cast<long>(bytes.size());
  const unsigned char* at = bytes_of(bytes.data());
  if (const Pkey key{d2i_PUBKEY(nullptr, &at, size)}) return true;
  at = bytes_of(bytes.data());
  if (const Pkey key{d2i_AutoPrivateKey(nullptr, &at, size)}) return true;
  at = bytes_of(bytes.data());
  if (const Pkey key{d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size)}) return true;  // RFC 8017 §A.1.1
  at = bytes_of(bytes.data());
  if (X509_SIG* const encrypted = d2i_X509_SIG(nullptr, &at, size)) {  // RFC 5208 §6
    X509_SIG_free(encrypted);
    return true;
  }
  at = bytes_of(bytes.data());
  X509* const certificate = d2i_X509(nullptr, &at, size);
  X509_free(certificate);
  return certificate != nullptr;
}

}  // namespace

bool is_key_text(std::string_view secret) noexcept {
  const std::string_view text = without_lead(secret);
  // "---- BEGIN" is the SSH2 public key file of RFC 4716; PEM allows text before the block.
  return contains(text, "-----BEGIN ") || contains(text, "---- BEGIN ") || is_openssh(text) || is_jwk(text) ||
         is_der(secret);
}

}  // namespace signet::inline v0::detail
