// The two forms of an ECDSA signature, for numbers of 32, 48 and 66 bytes.
#include "jose/ecdsa_der.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace signet::detail;

namespace {

using Bytes = std::vector<unsigned char>;
constexpr std::size_t sizes[] = {32, 48, 66};

Bytes der_of(const Bytes& raw) {
  const EcdsaDer der = ecdsa_to_der(raw);
  return {der.bytes.begin(), der.bytes.begin() + static_cast<std::ptrdiff_t>(der.size)};
}

// r‖s of `der`; empty when it is refused.
Bytes raw_of(const Bytes& der, std::size_t size) {
  Bytes raw(2 * size, 0xee);
  return ecdsa_from_der(der, raw) ? raw : Bytes{};
}

Bytes numbers(std::size_t size, unsigned char r, unsigned char s) {
  Bytes raw(2 * size);
  raw[size - 1] = r;
  raw[2 * size - 1] = s;
  return raw;
}

Bytes largest(std::size_t size) { return Bytes(2 * size, 0xff); }

}  // namespace

TEST_CASE("integers are minimal, and positive where their first bit is set") {
  // X.690 §8.3
  for (const std::size_t size : sizes) {
    CHECK(der_of(numbers(size, 1, 0x7f)) == Bytes{0x30, 6, 2, 1, 1, 2, 1, 0x7f});
    CHECK(der_of(numbers(size, 0x80, 0)) == Bytes{0x30, 7, 2, 2, 0, 0x80, 2, 1, 0});
  }
  CHECK(der_of(largest(32)).size() == 72);
  CHECK(der_of(largest(48)).size() == 104);
}

TEST_CASE("the length takes a second byte from 128 on") {
  // X.690 §8.1.3.4, §8.1.3.5; r and s of P-521 with 60 digits each have 124 bytes, with 62 they have 128.
  const Bytes der = der_of(largest(66));
  CHECK(der.size() == 141);
  CHECK(Bytes(der.begin(), der.begin() + 6) == Bytes{0x30, 0x81, 138, 2, 67, 0});
  for (const std::size_t digits : {61U, 62U}) {
    Bytes raw(132);
    raw[66 - digits] = raw[132 - digits] = 1;
    const Bytes written = der_of(raw);
    CHECK(written.size() == (digits == 61 ? 2 + 126 : 3 + 128));
    CHECK(raw_of(written, 66) == raw);
  }
}

TEST_CASE("what was written is read back") {
  for (const std::size_t size : sizes) {
    Bytes mixed(2 * size);
    for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = static_cast<unsigned char>(i * 37);
    for (const Bytes& raw : {numbers(size, 0, 0), numbers(size, 1, 0x80), mixed, largest(size)}) {
      CHECK(raw_of(der_of(raw), size) == raw);
    }
  }
}

TEST_CASE(
    "anything but one sequence of two positive minimal integers of at most the curve's size is refused") {
  Bytes long_integer{0x30, 38, 2, 33, 1};
  long_integer.resize(37);
  long_integer.insert(long_integer.end(), {2, 1, 1});
  const std::vector<Bytes> rows{{},
                                {0x30},
                                {0x30, 0},
                                {0x31, 6, 2, 1, 1, 2, 1, 1},
                                {0x30, 5, 2, 1, 1, 2, 1, 1},
                                {0x30, 7, 2, 1, 1, 2, 1, 1},
                                {0x30, 0x81},
                                {0x30, 0x81, 6, 2, 1, 1, 2, 1, 1},
                                {0x30, 0x80, 2, 1, 1, 2, 1, 1},
                                {0x30, 3, 2, 1, 1},
                                {0x30, 6, 3, 1, 1, 2, 1, 1},
                                {0x30, 6, 2, 1, 1, 2, 2, 1},
                                {0x30, 5, 2, 0, 2, 1, 1},
                                {0x30, 7, 2, 1, 1, 2, 1, 1, 0},
                                {0x30, 6, 2, 1, 0x80, 2, 1, 1},
                                {0x30, 6, 2, 1, 1, 2, 1, 0xff},
                                {0x30, 7, 2, 2, 0, 0x7f, 2, 1, 1},
                                {0x30, 8, 2, 3, 0, 0, 0x80, 2, 1, 1},
                                long_integer};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(raw_of(rows[i], 32).empty());
  }
  CHECK_FALSE(raw_of(long_integer, 48).empty());
  CHECK(raw_of(der_of(largest(66)), 48).empty());
}
