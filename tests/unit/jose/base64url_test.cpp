// base64url: one spelling for each byte string, and nothing else accepted.
#include "signet/jose/base64url.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace signet;
using namespace std::string_literals;

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Refused {
  std::string text;
  std::size_t at;  // the offset the error must tell
};

void check_refused(const Refused& row) {
  CAPTURE(row.text);
  const auto decoded = base64url_decode(row.text);
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error() == Error{Errc::base64url_invalid});
  CHECK(decoded.error().position() == row.at);
}

}  // namespace

TEST_CASE("the examples of RFC 4648 section 10, without their padding") {
  const std::vector<std::array<std::string, 2>> rows{
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : rows) {
    CHECK(base64url_encode(bytes) == text);
    CHECK(*base64url_decode(text) == bytes);
  }
}

TEST_CASE("the example of RFC 7515 appendix C uses both characters of the URL alphabet's own") {
  const std::string bytes = "\x03\xec\xff\xe0\xc1"s;
  CHECK(base64url_encode(bytes) == "A-z_4ME");
  CHECK(*base64url_decode("A-z_4ME") == bytes);
}

TEST_CASE("base64url is computed at compile time too") {
  constexpr auto encoded = [] {
    constexpr std::array header{std::byte{'{'}, std::byte{'"'}, std::byte{'a'}, std::byte{'l'},
                                std::byte{'g'}};
    std::array<char, base64url_encoded_size(header.size())> text{};
    base64url_encode(header, text.data());
    return text;
  }();
  static_assert(std::string_view{encoded.data(), encoded.size()} == "eyJhbGc");  // RFC 7515 §3.3 begins so
  CHECK(std::string(encoded.begin(), encoded.end()) == "eyJhbGc");
}

TEST_CASE("sizes follow RFC 4648: four characters for three bytes, two for one, three for two") {
  const std::array<std::array<std::size_t, 2>, 8> rows{
      {{0, 0}, {1, 2}, {2, 3}, {3, 4}, {4, 6}, {5, 7}, {6, 8}, {64, 86}}};
  for (const auto& [bytes, characters] : rows) {
    CHECK(base64url_encoded_size(bytes) == characters);
    CHECK(base64url_decoded_size(characters) == bytes);
  }
}

TEST_CASE("every one of the 256 bytes decodes to its six bits or is refused, in each place of a group") {
  for (int byte = 0; byte < 256; ++byte) {
    const char character = static_cast<char>(byte);
    const std::size_t value = alphabet.find(character);
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAA";
      text[place] = character;
      const auto decoded = base64url_decode(text);
      REQUIRE(decoded.has_value() == (value != std::string_view::npos));
      if (!decoded) {
        CHECK(decoded.error().position() == place);
        continue;
      }
      std::size_t bits = 0;
      for (const char out : *decoded) bits = bits << 8 | static_cast<unsigned char>(out);
      CHECK(bits == value << (18 - 6 * place));
    }
  }
}

TEST_CASE(
    "T15: padding, the other alphabet, white space, NUL and percent signs are refused where they stand") {
  const std::vector<Refused> rows{{"Zg==", 2},
                                  {"Zm8=", 3},
                                  {"Zm9v=", 4},
                                  {"Zm9v====", 4},
                                  {"=", 0},
                                  {"+-__", 0},
                                  {"-/__", 1},
                                  {"Zm9v\n", 4},
                                  {"Zm9v\r\n", 4},
                                  {" Zm9v", 0},
                                  {"Zm 9v", 2},
                                  {"Zm9v\0"s, 4},
                                  {"Zm\0v"s, 2},
                                  {"Zm8%3D", 3},
                                  {"Zg%3D%3D", 2},
                                  {"Zm9v.", 4},
                                  {"\xef\xbc\xba\xef\xbc\x87", 0},  // fullwidth Z, g
                                  {"Zm9\xc3\xb6", 3},
                                  {"Zm9v,A", 4}};
  for (const Refused& row : rows) check_refused(row);
}

TEST_CASE("T15: a length of 1 mod 4 is refused at the character that carries no byte") {
  for (const Refused& row : {Refused{"A", 0}, Refused{"AAAAA", 4}, Refused{"Zm9vYmFyA", 8}})
    check_refused(row);
}

TEST_CASE(
    "T15, T16: of the last characters that would give the same bytes only the one with no spare bits is "
    "accepted") {
  // Two characters carry one byte and 4 spare bits, three carry two bytes and 2 spare bits.
  for (std::size_t last = 0; last < 64; ++last) {
    const std::string two = "Z"s + alphabet[last];
    const std::string three = "Zm"s + alphabet[last];
    if (last % 16 == 0) {
      CHECK(base64url_encode(*base64url_decode(two)) == two);
    } else {
      check_refused({two, 1});
    }
    if (last % 4 == 0) {
      CHECK(base64url_encode(*base64url_decode(three)) == three);
    } else {
      check_refused({three, 2});
    }
  }
}

TEST_CASE("T16: the HS256 signature of RFC 7515 A.1 has no second spelling") {
  const std::string signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  REQUIRE((*base64url_decode(signature)).size() == 32);
  for (const char twin : {'l', 'm', 'n'}) {
    std::string other = signature;
    other.back() = twin;
    check_refused({other, 42});
  }
}

TEST_CASE(
    "text that decodes to more bytes than there is room for is refused at the first character too many") {
  std::array<std::byte, 4> room{};
  CHECK(*base64url_decode("AAAAAA", room) == 4);
  const auto decoded = base64url_decode("AAAAAAA", room);
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error() == Error{Errc::base64url_invalid});
  CHECK(decoded.error().position() == 6);
  CHECK(*base64url_decode("", std::span<std::byte>{}) == 0);
}

TEST_CASE("what is refused or accepted never writes behind the room the text needs") {
  for (const std::string text : {"Zm9vYm", "Zm9vYmE", "Zm9v!", "Zm9vYm!y", "Zm9vYmF!"}) {
    std::array<std::byte, 8> room;
    room.fill(std::byte{0x5a});
    const std::size_t needed = base64url_decoded_size(text.size());
    static_cast<void>(base64url_decode(text, std::span{room}.first(needed)));
    CHECK(std::all_of(room.begin() + static_cast<std::ptrdiff_t>(needed), room.end(),
                      [](std::byte byte) { return byte == std::byte{0x5a}; }));
  }
}

TEST_CASE("encoding and decoding are inverse for every size up to 300") {
  std::string bytes;
  for (unsigned size = 0; size <= 300; ++size) {
    const std::string text = base64url_encode(bytes);
    CHECK(text.size() == base64url_encoded_size(size));
    CHECK(*base64url_decode(text) == bytes);
    bytes += static_cast<char>(size * 167 + 13);
  }
}
