// The few bytes of DER that an ECDSA signature needs, on the stack.
#include "jose/ecdsa_der.hpp"

#include <algorithm>

namespace signet::inline v0::detail {
namespace {

constexpr unsigned char tag_integer = 0x02;
constexpr unsigned char tag_sequence = 0x30;

using Half = std::span<const unsigned char, 32>;

// Appends one INTEGER (X.690 §8.3) and gives the place behind it.
unsigned char* put_integer(unsigned char* out, Half number) {
  std::span<const unsigned char> digits = number;
  while (digits.size() > 1 && digits[0] == 0) digits = digits.subspan(1);
  const bool sign_bit = (digits[0] & 0x80) != 0;
  *out++ = tag_integer;
  *out++ = static_cast<unsigned char>(digits.size() + (sign_bit ? 1 : 0));
  if (sign_bit) *out++ = 0;
  return std::ranges::copy(digits, out).out;
}

// Takes one INTEGER off the front of `der` into the 32 bytes of `number`.
bool take_integer(std::span<const unsigned char>& der, std::span<unsigned char, 32> number) {
  if (der.size() < 3 || der[0] != tag_integer || der[1] == 0 || der[1] > der.size() - 2) return false;
  auto digits = der.subspan(2, der[1]);
  der = der.subspan(2 + digits.size());
  if (digits.size() > 1 && digits[0] == 0) digits = digits.subspan(1);
  if (digits.size() > number.size()) return false;
  const auto zeros = number.size() - digits.size();
  std::ranges::fill(number.first(zeros), static_cast<unsigned char>(0));
  std::ranges::copy(digits, number.begin() + static_cast<std::ptrdiff_t>(zeros));
  return true;
}

}  // namespace

EcdsaDer ecdsa_to_der(std::span<const unsigned char, 64> raw) noexcept {
  EcdsaDer der{};
  unsigned char* const body = der.bytes.data() + 2;
  const unsigned char* const end = put_integer(put_integer(body, raw.first<32>()), raw.last<32>());
  der.bytes[0] = tag_sequence;
  der.bytes[1] = static_cast<unsigned char>(end - body);
  der.size = static_cast<std::size_t>(end - der.bytes.data());
  return der;
}

std::optional<P256Signature> ecdsa_from_der(std::span<const unsigned char> der) noexcept {
  if (der.size() < 2 || der[0] != tag_sequence || der[1] != der.size() - 2) return std::nullopt;
  der = der.subspan(2);
  P256Signature raw{};
  const std::span<unsigned char, 64> out{raw};
  if (!take_integer(der, out.first<32>()) || !take_integer(der, out.last<32>()) || !der.empty()) {
    return std::nullopt;
  }
  return raw;
}

}  // namespace signet::inline v0::detail
