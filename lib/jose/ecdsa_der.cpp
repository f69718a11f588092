// The few bytes of DER that an ECDSA signature needs, on the stack.
#include "jose/ecdsa_der.hpp"

#include <algorithm>

namespace signet::inline v0::detail {
namespace {

constexpr unsigned char tag_integer = 0x02;
constexpr unsigned char tag_sequence = 0x30;
constexpr unsigned char one_length_byte = 0x81;  // X.690 §8.1.3.5: for lengths 128 .. 255

using Bytes = std::span<const unsigned char>;

Bytes without_zeros(Bytes number) {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  return number;
}

// What the INTEGER of a minimal number takes behind its tag and length (X.690 §8.3): a zero before a set
// first bit, which would be a sign.
std::size_t content_size(Bytes digits) { return digits.size() + ((digits[0] & 0x80) != 0 ? 1 : 0); }

// Appends one INTEGER and gives the place behind it.
unsigned char* put_integer(unsigned char* out, Bytes digits) {
  *out++ = tag_integer;
  *out++ = static_cast<unsigned char>(content_size(digits));
  if (content_size(digits) != digits.size()) *out++ = 0;
  return std::ranges::copy(digits, out).out;
}

// Whether X.690 §8.3.2 permits these bytes, and they are no negative number.
bool minimal_and_positive(Bytes content) {
  const bool sign = (content[0] & 0x80) != 0;
  return !sign && (content[0] != 0 || content.size() == 1 || (content[1] & 0x80) != 0);
}

// Takes one INTEGER off the front of `der` into all bytes of `number`.
bool take_integer(Bytes& der, std::span<unsigned char> number) {
  if (der.size() < 3 || der[0] != tag_integer || der[1] == 0 || der[1] > der.size() - 2) return false;
  auto digits = der.subspan(2, der[1]);
  der = der.subspan(2 + digits.size());
  if (!minimal_and_positive(digits)) return false;
  digits = without_zeros(digits);
  if (digits.size() > number.size()) return false;
  const auto zeros = number.size() - digits.size();
  std::ranges::fill(number.first(zeros), static_cast<unsigned char>(0));
  std::ranges::copy(digits, number.begin() + static_cast<std::ptrdiff_t>(zeros));
  return true;
}

}  // namespace

EcdsaDer ecdsa_to_der(std::span<const unsigned char> raw) noexcept {
  const Bytes r = without_zeros(raw.first(raw.size() / 2));
  const Bytes s = without_zeros(raw.last(raw.size() / 2));
  const std::size_t length = 4 + content_size(r) + content_size(s);
  EcdsaDer der;
  unsigned char* out = der.bytes.data();
  *out++ = tag_sequence;
  if (length >= 0x80) *out++ = one_length_byte;
  *out++ = static_cast<unsigned char>(length);
  out = put_integer(put_integer(out, r), s);
  der.size = static_cast<std::size_t>(out - der.bytes.data());
  return der;
}

bool ecdsa_from_der(std::span<const unsigned char> der, std::span<unsigned char> raw) noexcept {
  if (der.size() < 2 || der[0] != tag_sequence) return false;
  const bool long_form = der[1] == one_length_byte;
  const std::size_t head = long_form ? 3 : 2;
  if (der.size() < head || der[head - 1] != der.size() - head || (der[head - 1] >= 0x80) != long_form) {
    return false;
  }
  der = der.subspan(head);
  const std::size_t half = raw.size() / 2;
  return take_integer(der, raw.first(half)) && take_integer(der, raw.last(half)) && der.empty();
}

}  // namespace signet::inline v0::detail
