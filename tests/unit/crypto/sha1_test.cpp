// SHA-1 against the examples of FIPS 180.
#include "crypto/sha1.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;

TEST_CASE("SHA-1 of the NIST example messages") {
  // csrc.nist.gov, Cryptographic Standards and Guidelines, Example Values: SHA1.pdf; the empty message: RFC
  // 6234 §8.5.
  const auto hex = [](std::string_view text) {
    const auto digits = detail::sha1_hex(text);
    return std::string{digits.data(), digits.size()};
  };
  CHECK(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}
