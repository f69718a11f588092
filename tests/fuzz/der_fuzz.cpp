// Fuzzes the DER inside PEM files, which the text around it keeps a fuzzer from.
#include <vector>

#include "fuzz/key_checks.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

template <class Key>
void check_length(const Key& key, std::string_view input) {
  std::vector<std::byte> longer(input.size() + 1);
  std::ranges::copy(std::as_bytes(std::span{input}), longer.begin());
  require(!Key::from_der(longer, key.algorithm()), "nothing may stand behind the structure");
  const auto shorter = std::span{longer}.first(input.size() - 1);
  require(!Key::from_der(shorter, key.algorithm()), "nor may its last byte be missing");
}

}  // namespace

void look_at(std::string_view input) {
  const auto der = std::as_bytes(std::span{input});
  const std::uint64_t draw = draw_from(input);
  const int verifying = read_as_each_kind(
      draw, [&](Algorithm kind) { return VerificationKey::from_der(der, kind); },
      [&](const VerificationKey& key) {
        check_public_key(key);
        check_length(key, input);
      });
  const int signing = read_as_each_kind(
      draw, [&](Algorithm kind) { return SigningKey::from_der(der, kind); },
      [&](const SigningKey& key) {
        check_signing_key(key);
        check_length(key, input);
      });
  require(verifying + signing <= 1, "a DER is one key of one kind, public or private");
}

}  // namespace signet_fuzz
