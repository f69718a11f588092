// Fuzzes PEM texts as public and as private keys: one block and no second, whatever stands around it.
#include "fuzz/key_checks.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

template <class Key>
void check_text(const Key& key, std::string_view input) {
  const std::string text{input};
  const auto twice = Key::from_pem(text + "\n" + text, key.algorithm());
  require(!twice && twice.error() == Error{Errc::key_malformed}, "two blocks are refused");
  const auto before = Key::from_pem("A comment\n" + text, key.algorithm());
  require(before && before->thumbprint() == key.thumbprint(), "text before the block changes nothing");
  const auto behind = Key::from_pem(text + "\nA comment\n", key.algorithm());
  require(behind && behind->thumbprint() == key.thumbprint(), "text behind the block changes nothing");
}

}  // namespace

void look_at(std::string_view input) {
  const std::uint64_t draw = draw_from(input);
  const int verifying = read_as_each_kind(
      draw, [&](Algorithm kind) { return VerificationKey::from_pem(input, kind); },
      [&](const VerificationKey& key) {
        check_public_key(key);
        check_text(key, input);
      });
  const int signing = read_as_each_kind(
      draw, [&](Algorithm kind) { return SigningKey::from_pem(input, kind); },
      [&](const SigningKey& key) {
        check_signing_key(key);
        check_text(key, input);
      });
  require(verifying + signing <= 1, "a PEM is one key of one kind, public or private");
  require(!VerificationKey::from_pem(input, Algorithm::HS256), "a PEM is never an HMAC key");
}

}  // namespace signet_fuzz
