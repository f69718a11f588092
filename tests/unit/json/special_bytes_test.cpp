// SpecialBytes: the same places as a look at each byte by itself, at every edge of a block and of the text.
#include "json/special_bytes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace signet;
using detail::is_special;
using detail::SpecialBytes;

namespace {

std::size_t next_by_bytes(const std::string& text, std::size_t at) {
  return static_cast<std::size_t>(
      std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_special) - text.begin());
}

std::vector<std::size_t> all_by_bytes(const std::string& text) {
  std::vector<std::size_t> found;
  for (std::size_t at = next_by_bytes(text, 0); at < text.size(); at = next_by_bytes(text, at + 1)) {
    found.push_back(at);
  }
  return found;
}

std::vector<std::size_t> all_of(const std::string& text, std::size_t first) {
  SpecialBytes specials{text};
  specials.seek(first);
  std::vector<std::size_t> found;
  for (std::size_t at = specials.next(first); at < text.size(); at = specials.next(at + 1))
    found.push_back(at);
  return found;
}

constexpr std::size_t sizes[] = {0,  1,  7,  8,  15, 16,  17,  31,  32,  33,  47,  48,  49,
                                 62, 63, 64, 65, 79, 127, 128, 129, 191, 192, 193, 200, 256};

}  // namespace

TEST_CASE("special are control characters, quote, backslash and what is beyond ASCII (RFC 8259 section 7)") {
  for (unsigned code = 0; code < 256; ++code) {
    const bool special = code < 0x20 || code == 0x22 || code == 0x5c || code > 0x7f;
    CHECK(is_special(static_cast<char>(code)) == special);
  }
}

TEST_CASE(
    "each byte is told special or plain alike by itself, with 7, 15 and 63 others, wherever it stands") {
  for (const char around : {'a', '"', '\x7f', '\x80', '\0', '\x1f', ' ', '!', '#', '[', ']', '\xff'}) {
    for (unsigned code = 0; code < 256; ++code) {
      for (std::size_t at = 0; at < 64; ++at) {
        std::string text(64, around);
        text[at] = static_cast<char>(code);
        std::uint64_t plain = 0;
        for (std::size_t i = 0; i < 64; ++i) plain |= std::uint64_t{!is_special(text[i])} << i;
        REQUIRE(detail::plain_of_64(text.data()) == plain);
        REQUIRE(detail::plain_of_16(text.data()) == (plain & 0xffff));
        REQUIRE(detail::plain_of_8(detail::eight_bytes(text.data())) == (plain & 0xff));
        REQUIRE(detail::plain_run(text) == static_cast<std::size_t>(std::countr_one(plain)));
      }
    }
  }
}

TEST_CASE(
    "one special byte is found wherever it stands in a text of any size, and the end where there is none") {
  for (const std::size_t size : sizes) {
    CAPTURE(size);
    for (std::size_t first = 0; first <= size; ++first) {
      const std::string plain(size, 'a');
      CHECK(SpecialBytes{plain}.next(first) == size);
    }
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '"';
      for (std::size_t first = 0; first <= size; ++first) {
        REQUIRE(SpecialBytes{text}.next(first) == (first <= at ? at : size));
      }
    }
  }
}

TEST_CASE("all special bytes of random texts are found in order, from any place on") {
  constexpr std::uint32_t seed = 20'261'122;
  std::mt19937 engine{seed};
  constexpr std::string_view bytes = "aaaaaaaaaaaaaaaaaaaaaa\"\"\\\n\xc3";
  for (int round = 0; round < 300; ++round) {
    std::string text(engine() % 300, 'a');
    for (char& byte : text) byte = bytes[engine() % bytes.size()];
    const std::vector<std::size_t> expected = all_by_bytes(text);
    for (std::size_t first = 0; first <= text.size(); first += 1 + engine() % 40) {
      const auto from = std::ranges::lower_bound(expected, first);
      REQUIRE(all_of(text, first) == std::vector<std::size_t>{from, expected.end()});
    }
  }
}

TEST_CASE("a reader that goes on behind what it skipped finds what stands there") {
  for (const std::size_t size : sizes) {
    const std::string text(size, '"');
    SpecialBytes specials{text};
    for (std::size_t at = 0; at < size; at += 13) {
      specials.seek(at);
      REQUIRE(specials.next(at) == at);
      specials.pass();
      REQUIRE(specials.next(std::min(at + 2, size)) == std::min(at + 2, size));
    }
  }
}

TEST_CASE("digits at the front of a text are counted to the first byte that is none") {
  for (std::size_t size = 0; size < 40; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      for (const char other : {'/', ':', ',', '}', '\0', '\xb0', '\xff', ' ', 'p'}) {
        std::string text(size, '0');
        for (std::size_t i = 0; i < at; ++i) text[i] = static_cast<char>('0' + i % 10);
        if (at < size) text[at] = other;
        REQUIRE(detail::leading_digits(text) == at);
      }
    }
  }
}
