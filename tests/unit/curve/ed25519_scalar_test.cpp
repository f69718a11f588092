// Integers modulo the order of edwards25519's base point against OpenSSL's numbers.
#include "curve/ed25519_scalar.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "curve/little_endian.hpp"
#include "seed.hpp"
#include "unit/curve/bignum.hpp"

using namespace signet::detail;
using signet_test::Big;
using signet_test::order25519;
using signet_test::random_bytes;

namespace {

Big number(const Ed25519Scalar& scalar) { return Big::from(bytes_from(scalar.word)); }

}  // namespace

TEST_CASE("64 bytes modulo the order are what OpenSSL says") {
  const Big order = order25519();
  std::vector<Big> values{Big{0}, Big{1}, (Big{1} << 512) - Big{1}};
  for (const int bit : {64, 128, 251, 252, 253, 256, 320, 385, 448, 511}) {
    values.push_back(Big{1} << bit);
    values.push_back((Big{1} << bit) - Big{1});
    values.push_back((Big{1} << 512) - (Big{1} << bit));
  }
  std::mt19937_64 random{signet::testing::seed()};
  for (int i = 0; i < 2000; ++i) values.push_back(Big::from(random_bytes<64>(random)));
  for (int i = 0; i < 500; ++i) {  // around the multiples of the order
    const Big multiple = order * Big::from(random_bytes<32>(random));
    values.push_back(multiple);
    values.push_back(multiple + Big{1});
    values.push_back(multiple + order - Big{1});
  }
  for (unsigned long i = 1; i < 8; ++i) {
    values.push_back(order * Big{i});
    values.push_back(order * Big{i} - Big{1});
  }
  for (const Big& value : values) {
    CHECK(number(scalar_modulo_order(value.bytes<64>())) == value % order);
  }
}

TEST_CASE("a scalar is read when it is below the order and refused from it on") {
  const Big order = order25519();
  for (const Big& value : {Big{0}, Big{1}, order - Big{1}, (Big{1} << 252) - Big{1}, Big{1} << 252}) {
    const auto scalar = scalar_from(value.bytes<32>());
    REQUIRE(scalar.has_value());
    CHECK(number(*scalar) == value);
  }
  for (const Big& value : {order, order + Big{1}, order * Big{2}, Big{1} << 253, (Big{1} << 256) - Big{1}}) {
    CHECK_FALSE(scalar_from(value.bytes<32>()).has_value());
  }
}

TEST_CASE("bits of a scalar are those of the number, across words and beyond the last") {
  std::mt19937_64 random{signet::testing::seed()};
  const Ed25519Scalar scalar{words_from(std::span<const std::byte, 32>{random_bytes<32>(random)})};
  for (std::size_t first = 0; first < 256; ++first) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{5}, std::size_t{31}}) {
      const Big expected = (number(scalar) >> static_cast<int>(first)) % (Big{1} << static_cast<int>(count));
      CHECK(Big{bits_of(scalar, first, count)} == expected);
    }
  }
}
