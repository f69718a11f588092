// BLAKE2b against RFC 7693 and OpenSSL.
#include "password/blake2b.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <string>

#include "unit/crypto/hex.hpp"

using signet::detail::Blake2b;

namespace {

using Digest = std::array<std::byte, 64>;

std::string counted_up(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(bytes.size() * 167 + 13);
  return bytes;
}

// Given in parts of `part` bytes.
Digest hashed(const std::string& bytes, std::size_t part) {
  Blake2b hash{64};
  const auto all = std::as_bytes(std::span{bytes});
  for (std::size_t at = 0; at < all.size(); at += part) {
    hash.update(all.subspan(at, std::min(part, all.size() - at)));
  }
  Digest digest{};
  hash.finish(digest);
  return digest;
}

Digest hashed_by_openssl(const std::string& bytes) {
  Digest digest{};
  REQUIRE(EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                     EVP_blake2b512(), nullptr) == 1);
  return digest;
}

}  // namespace

TEST_CASE("BLAKE2b-512 of abc is as RFC 7693, appendix A, prints it") {
  CHECK(hex(hashed("abc", 3)) ==
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST_CASE("BLAKE2b-512 of every length up to four blocks is OpenSSL's, in whatever parts it is given") {
  for (std::size_t size = 0; size <= 512; ++size) {
    CAPTURE(size);
    const std::string bytes = counted_up(size);
    const Digest expected = hashed_by_openssl(bytes);
    for (const std::size_t part : {1U, 127U, 128U, 129U, 600U}) REQUIRE(hashed(bytes, part) == expected);
  }
}

TEST_CASE("a shorter BLAKE2b is a hash of its own, as printed by b2sum and by Python's hashlib") {
  std::array<std::byte, 20> digest{};
  Blake2b hash{digest.size()};
  hash.update(std::as_bytes(std::span{"abc", 3}));
  hash.finish(digest);
  CHECK(hex(digest) == "384264f676f39536840523f284921cdc68b6846b");
}
