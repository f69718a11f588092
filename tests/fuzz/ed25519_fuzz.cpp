// Fuzzes Ed25519 verification by tables against OpenSSL: 32 bytes of a key, 64 of a signature, and the
// message.
#include <algorithm>

#include "curve/ed25519_table.hpp"
#include "fuzz/target.hpp"
#include "unit/curve/ed25519_keys.hpp"

namespace signet_fuzz {
namespace {

using signet_test::Point;
using signet_test::Signature;

void check_verdict(const Point& key, std::string_view message, const Signature& signature) {
  const auto table = signet::detail::Ed25519Table::make(key);
  const bool holds = table && table->holds(message, signature);
  require(holds == signet_test::openssl_holds(key, message, signature), "the verdict is OpenSSL's");
}

}  // namespace

void look_at(std::string_view input) {
  Point key;
  Signature signature;
  if (input.size() < key.size() + signature.size()) return;
  const auto bytes = std::as_bytes(std::span{input});
  std::ranges::copy(bytes.first(key.size()), key.begin());
  std::ranges::copy(bytes.subspan(key.size(), signature.size()), signature.begin());
  const std::string_view message = input.substr(key.size() + signature.size());
  check_verdict(key, message, signature);

  // A signature that holds but for the bits of the input, whose key is the seed of the signer's.
  const signet_test::SomeKey signer{key};
  Signature changed = signer.sign(message);
  for (std::size_t i = 0; i < changed.size(); ++i) changed[i] ^= signature[i];
  check_verdict(signer.public_key, message, changed);
}

}  // namespace signet_fuzz
