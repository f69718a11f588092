// Refresh tokens as text: written as another implementation writes them, and read in no other spelling.
#include "session/refresh_token_codec.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace signet;
using detail::RefreshTokenCodec;
using detail::TokenName;

namespace {

const Error invalid{Errc::refresh_token_invalid};
const Error bad_keys{Errc::option_invalid, "keys"};

const FamilyId family{Uuid::from_bytes(
    {0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff})};

std::string counting_key() {
  std::string key;
  for (char byte = 0; byte < 32; ++byte) key += byte;
  return key;
}
const std::string key_a = counting_key();
const std::string key_b(40, 'k');

RefreshTokenCodec codec(std::initializer_list<std::string_view> keys) {
  std::vector<SecretBytes> secrets;
  for (const std::string_view key : keys) secrets.push_back(SecretBytes::copy_of(key));
  auto built = RefreshTokenCodec::build(secrets);
  REQUIRE(built);
  return *std::move(built);
}

// By Python 3.11's hmac and hashlib, with hmac(m) = hmac.new(key, m, "sha256").digest(),
//   head = hmac(b"signet refresh token key id")[:4] + bytes(range(0xf0, 0x100)) + generation.to_bytes(4,
//   "big") "sgr1_" + (head + hmac(b"signet refresh token sgr1" + head)).hex()
// under bytes(range(32)) and b"k" * 40.
struct Written {
  const std::string& key;
  std::uint32_t generation;
  std::string_view text;
};
const std::vector<Written> written{
    {key_a, 0,
     "sgr1_"
     "f3f1e0baf0f1f2f3f4f5f6f7f8f9fafbfcfdfeff0000000045893d245652257586f5d05bf0418bc6a8252876178bae52a38"
     "458ae6bf9b9ee"},
    {key_a, 1,
     "sgr1_"
     "f3f1e0baf0f1f2f3f4f5f6f7f8f9fafbfcfdfeff00000001a910eddf17309b199e60e9be565ff66ebe255ee043cb5044e66"
     "fef0ae875af46"},
    {key_a, 0x01020304,
     "sgr1_"
     "f3f1e0baf0f1f2f3f4f5f6f7f8f9fafbfcfdfeff010203049b17d7f72164d50a13bf6f061320aefbc5dfa24b66f09840428"
     "8dde3b6aff0e7"},
    {key_b, std::numeric_limits<std::uint32_t>::max(),
     "sgr1_"
     "7885516ff0f1f2f3f4f5f6f7f8f9fafbfcfdfeffffffffffef9e52b21c9ad7dc2343f4ad284942d01acf92d5244367d7417"
     "281a9ce15feb8"},
};
const std::string token{written[1].text};

TEST_CASE("a token is what another implementation makes of its parts, and is read back into them") {
  for (const Written& row : written) {
    CAPTURE(row.text);
    const RefreshTokenCodec own = codec({row.key});
    CHECK(own.mint({.family = family, .generation = row.generation}) == row.text);
    const auto name = own.read(row.text);
    REQUIRE(name);
    CHECK(name->family == family);
    CHECK(name->generation == row.generation);
  }
}

TEST_CASE("R09: a token with any one byte changed into any other is refused") {
  const RefreshTokenCodec own = codec({key_a});
  int taken = 0;
  for (std::size_t position = 0; position < token.size(); ++position) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = token;
      changed[position] = static_cast<char>(byte);
      const auto name = own.read(changed);
      if (changed == token) continue;
      if (name || name.error() != invalid) ++taken;
    }
  }
  CHECK(taken == 0);
}

TEST_CASE("a token is refused in any length but its own, and in upper case") {
  const RefreshTokenCodec own = codec({key_a});
  std::string upper = token;
  std::ranges::transform(upper.begin() + 5, upper.end(), upper.begin() + 5,
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (std::size_t size = 0; size < token.size(); ++size) {
    CAPTURE(size);
    CHECK(own.read(token.substr(0, size)).error() == invalid);
  }
  for (const std::string& other :
       {upper, token + "0", token + token, token + std::string(1, '\0'), " " + token, token.substr(5)}) {
    CAPTURE(other);
    CHECK(own.read(other).error() == invalid);
  }
}

TEST_CASE("a token of a key that is not among ours is refused as a forged one is") {
  CHECK(codec({key_b}).read(token).error() == invalid);
  // The key id of b before a MAC made by a.
  const RefreshTokenCodec both = codec({key_a, key_b});
  CHECK(both.read("sgr1_7885516f" + token.substr(13)).error() == invalid);
}

TEST_CASE("the first key mints, and all verify") {
  const TokenName name{.family = family, .generation = 1};
  const RefreshTokenCodec rotated = codec({key_b, key_a});
  CHECK(rotated.mint(name) == codec({key_b}).mint(name));
  CHECK(rotated.read(token));
  CHECK(rotated.read(rotated.mint(name)));
  CHECK(codec({key_a, key_b}).mint(name) == token);
}

TEST_CASE("there are 1 to 8 keys of 32 bytes or more") {
  const auto built = [](std::size_t count, std::size_t size) {
    std::vector<SecretBytes> keys;
    for (std::size_t i = 0; i < count; ++i) {
      keys.push_back(SecretBytes::copy_of(std::string(size, static_cast<char>('a' + i))));
    }
    return RefreshTokenCodec::build(keys);
  };
  CHECK(built(1, 32));
  CHECK(built(8, 32));
  CHECK(built(0, 32).error() == bad_keys);
  CHECK(built(9, 32).error() == bad_keys);
  CHECK(built(1, 31).error() == bad_keys);
  CHECK(built(8, 31).error() == bad_keys);
}

TEST_CASE("two keys of one key id are refused, equal or not") {
  const auto built = [](std::string_view first, std::string_view second) {
    std::vector<SecretBytes> keys;
    keys.push_back(SecretBytes::copy_of(first));
    keys.push_back(SecretBytes::copy_of(second));
    return RefreshTokenCodec::build(keys);
  };
  CHECK(built(key_a, key_b));
  CHECK(built(key_a, key_a).error() == bad_keys);
  // Two of some 90,000, found by counting up: both are named c2dcc008.
  CHECK(built("00000000000000000000000000049036", "00000000000000000000000000092242").error() == bad_keys);
}

}  // namespace
