// Fuzzes ES256 verification by tables against OpenSSL: 32 bytes each of a private key, a hash, r and s.
#include "fuzz/target.hpp"
#include "unit/curve/p256_signatures.hpp"

namespace signet_fuzz {
namespace {

using signet::detail::Limbs;

Limbs number_at(std::string_view input, std::size_t place) {
  const auto bytes = std::as_bytes(std::span{input}).subspan(32 * place);
  return signet::detail::load_big_endian(bytes.first<32>());
}

// Any number, brought into 1 .. n-1.
Limbs scalar_from(const Limbs& number) {
  const Limbs reduced = p256::times(number, {1, 0, 0, 0});
  return signet::detail::is_zero(reduced) ? Limbs{1, 0, 0, 0} : reduced;
}

Limbs changed(Limbs number, const Limbs& bits) {
  for (std::size_t i = 0; i < number.size(); ++i) number[i] ^= bits[i];
  return number;
}

void check_verdict(const p256::BothKeys& keys, const Limbs& hash, const p256::Signature& signature) {
  require(keys.ours(hash, signature) == keys.openssl(hash, signature), "the verdict is OpenSSL's");
}

}  // namespace

void look_at(std::string_view input) {
  if (input.size() != 128) return;
  const Limbs private_key = scalar_from(number_at(input, 0));
  const Limbs hash = number_at(input, 1);
  const p256::Signature given{number_at(input, 2), number_at(input, 3)};
  const p256::BothKeys keys{p256::multiple(private_key)};
  check_verdict(keys, hash, given);

  // A signature that holds unless its s is 0, and one that does but for the bits of the input.
  const p256::Signature made = p256::signature_of(hash, private_key, scalar_from(given.r));
  check_verdict(keys, hash, made);
  check_verdict(keys, hash, {changed(made.r, given.r), changed(made.s, given.s)});
  check_verdict(keys, hash, {made.r, given.s});
}

}  // namespace signet_fuzz
