#include "password/radix64.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace signet;

namespace {

std::string encoded(std::string_view bytes,
                    const detail::Radix64Alphabet& alphabet = detail::standard_alphabet) {
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

TEST_CASE("what was written is read back, over several blocks and with every rest") {
  for (const auto& alphabet : {detail::standard_alphabet, detail::bcrypt_alphabet}) {
    for (std::size_t size = 0; size <= 64; ++size) {
      CAPTURE(size);
      std::string bytes;
      for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 151 + 3);
      std::string read(size, '#');
      CHECK(detail::decode_radix64(encoded(bytes, alphabet), alphabet,
                                   std::as_writable_bytes(std::span{read})));
      CHECK(read == bytes);
    }
  }
}

TEST_CASE("of all 256 characters the alphabet's are read at every place, and the last without spare bits") {
  std::array<std::byte, 32> bytes{};
  for (const auto& alphabet : {detail::standard_alphabet, detail::bcrypt_alphabet}) {
    const std::string zeros = encoded(std::string(bytes.size(), '\0'), alphabet);
    for (std::size_t place = 0; place < zeros.size(); ++place) {
      for (int character = 0; character < 256; ++character) {
        std::string text = zeros;
        text[place] = static_cast<char>(character);
        const std::size_t value = alphabet.digits.find(text[place]);
        const bool last = place + 1 == zeros.size();
        const bool readable = value != std::string_view::npos && (!last || value % 4 == 0);
        CAPTURE(place);
        CAPTURE(character);
        REQUIRE(detail::decode_radix64(text, alphabet, bytes) == readable);
        if (readable) {
          REQUIRE(encoded({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, alphabet) == text);
        }
      }
    }
  }
}
