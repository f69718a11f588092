#include "password/radix64.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace signet;

namespace {

std::string encoded(std::string_view bytes, detail::Radix64Alphabet alphabet = detail::standard_alphabet) {
  std::string text;
  detail::append_radix64(text, std::as_bytes(std::span{bytes}), alphabet);
  return text;
}

}  // namespace

TEST_CASE("bytes are written as RFC 4648 section 10 writes them, without padding, and read back") {
  struct Row {
    std::string_view bytes, text;
  };
  const std::vector<Row> rows{
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(encoded(row.bytes) == row.text);
    std::string read(row.bytes.size(), '#');
    CHECK(
        detail::decode_radix64(row.text, detail::standard_alphabet, std::as_writable_bytes(std::span{read})));
    CHECK(read == row.bytes);
  }
}

TEST_CASE("bcrypt's alphabet begins with a dot") {
  CHECK(encoded(std::string(3, '\0'), detail::bcrypt_alphabet) == "....");
  CHECK(encoded("\xff\xff\xff", detail::bcrypt_alphabet) == "9999");
}

TEST_CASE("spare bits, padding, foreign characters and other lengths are refused") {
  std::array<std::byte, 1> one{};
  CHECK(detail::decode_radix64("Zg", detail::standard_alphabet, one));
  for (const std::string_view text : {"", "Z", "Zh", "Z=", "Zg==", "Zg\n", "Z-", "Zm8"}) {
    CAPTURE(text);
    CHECK_FALSE(detail::decode_radix64(text, detail::standard_alphabet, one));
  }
}
