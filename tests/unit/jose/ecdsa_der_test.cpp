// The two forms of an ECDSA signature.
#include "jose/ecdsa_der.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace signet::detail;

namespace {

using Bytes = std::vector<unsigned char>;

Bytes der_of(const P256Signature& raw) {
  const EcdsaDer der = ecdsa_to_der(raw);
  return {der.bytes.begin(), der.bytes.begin() + static_cast<std::ptrdiff_t>(der.size)};
}

P256Signature numbers(unsigned char r, unsigned char s) {
  P256Signature raw{};
  raw[31] = r;
  raw[63] = s;
  return raw;
}

}  // namespace

TEST_CASE("integers are minimal, and positive where their first bit is set") {
  // X.690 §8.3
  CHECK(der_of(numbers(1, 0x7f)) == Bytes{0x30, 6, 2, 1, 1, 2, 1, 0x7f});
  CHECK(der_of(numbers(0x80, 0)) == Bytes{0x30, 7, 2, 2, 0, 0x80, 2, 1, 0});
  P256Signature largest;
  largest.fill(0xff);
  const Bytes der = der_of(largest);
  CHECK(der.size() == 72);
  CHECK(Bytes(der.begin(), der.begin() + 5) == Bytes{0x30, 70, 2, 33, 0});
}

TEST_CASE("what was written is read back") {
  P256Signature mixed;
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = static_cast<unsigned char>(i * 37);
  P256Signature largest;
  largest.fill(0xff);
  for (const P256Signature& raw : {numbers(0, 0), numbers(1, 0x80), mixed, largest}) {
    CHECK(ecdsa_from_der(der_of(raw)) == raw);
  }
}

TEST_CASE("anything but one sequence of two integers of at most 32 bytes is refused") {
  Bytes long_integer{0x30, 38, 2, 33, 1};
  long_integer.resize(37);
  long_integer.insert(long_integer.end(), {2, 1, 1});
  const std::vector<Bytes> rows{{},
                                {0x30},
                                {0x30, 0},
                                {0x31, 6, 2, 1, 1, 2, 1, 1},
                                {0x30, 5, 2, 1, 1, 2, 1, 1},
                                {0x30, 7, 2, 1, 1, 2, 1, 1},
                                {0x30, 3, 2, 1, 1},
                                {0x30, 6, 3, 1, 1, 2, 1, 1},
                                {0x30, 6, 2, 1, 1, 2, 2, 1},
                                {0x30, 5, 2, 0, 2, 1, 1},
                                {0x30, 7, 2, 1, 1, 2, 1, 1, 0},
                                long_integer};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK_FALSE(ecdsa_from_der(rows[i]).has_value());
  }
}
