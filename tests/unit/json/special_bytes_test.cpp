// Special bytes: the same places as a look at each byte by itself, at every edge of a block and of the text.
#include "json/special_bytes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "json/plain_members.hpp"
#include "support/cpu_levels.hpp"

using namespace signet;
using detail::is_special;
using signet_test::at_each_cpu_level;
using Words = std::vector<std::uint64_t>;

namespace {

// What PlainMembers::specials is to hold.
Words words_by_bytes(const std::string& text) {
  Words words((text.size() + 1) / 64 + 1);
  const auto set = [&words](std::size_t at) { words[at / 64] |= std::uint64_t{1} << at % 64; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_special(text[i])) set(i);
  }
  set(text.size());
  set(text.size() + 1);
  return words;
}

// By the kernel of the level that is chosen, which finds them before it reads members, and here has no room
// for any. The text lies in memory of its own size.
Words words_by_kernel(const std::string& text) {
  const std::unique_ptr<char[]> copy{new char[text.size()]};
  text.copy(copy.get(), text.size());
  detail::NotedNames noted;
  detail::PlainMembers members;
  members.text = copy.get();
  members.brace = text.size() + 1;
  members.first = members.next = members.end = nullptr;
  members.at = 0;
  members.part = detail::Part::all;
  members.buckets = 0;
  members.known = nullptr;
  members.noted = &noted;
  detail::plain_kernels[static_cast<std::uint8_t>(detail::cpu_level())](members);
  return {members.specials, members.specials + (text.size() + 1) / 64 + 1};
}

}  // namespace

TEST_CASE("special are control characters, quote, backslash and what is beyond ASCII (RFC 8259 section 7)") {
  for (unsigned code = 0; code < 256; ++code) {
    const bool special = code < 0x20 || code == 0x22 || code == 0x5c || code > 0x7f;
    CHECK(is_special(static_cast<char>(code)) == special);
  }
}

TEST_CASE("each byte is told special or plain alike by itself and among others, wherever it stands") {
  for (const char around : {'a', '"', '\x7f', '\x80', '\0', '\x1f', ' ', '!', '#', '[', ']', '\xff'}) {
    for (unsigned code = 0; code < 256; ++code) {
      for (std::size_t at = 0; at < 16; ++at) {
        std::string text(16, around);
        text[at] = static_cast<char>(code);
        std::uint64_t plain = 0;
        for (std::size_t i = 0; i < 16; ++i) plain |= std::uint64_t{!is_special(text[i])} << i;
        REQUIRE(detail::plain_of_16(text.data()) == plain);
        REQUIRE(detail::plain_of_8(detail::eight_bytes(text.data())) == (plain & 0xff));
        REQUIRE(detail::plain_run(text) == static_cast<std::size_t>(std::countr_one(plain)));
      }
    }
  }
}

TEST_CASE("at every level, each byte is told special or plain wherever it stands in 64 and more") {
  at_each_cpu_level([] {
    for (const char around : {'a', '"', '\x80', ' ', '\xff'}) {
      for (unsigned code = 0; code < 256; ++code) {
        for (std::size_t at = 0; at < 67; ++at) {
          std::string text(67, around);
          text[at] = static_cast<char>(code);
          REQUIRE(words_by_kernel(text) == words_by_bytes(text));
        }
      }
    }
  });
}

TEST_CASE("at every level, one special byte is found wherever it stands in a text of any size, and the end") {
  at_each_cpu_level([] {
    for (std::size_t size = 0; size <= 200; ++size) {
      for (std::size_t at = 0; at <= size; ++at) {
        std::string text(size, 'a');
        if (at != size) text[at] = '"';
        REQUIRE(words_by_kernel(text) == words_by_bytes(text));
      }
    }
  });
}

TEST_CASE("at every level, random texts up to the longest are as by bytes") {
  constexpr std::uint32_t seed = 20'261'122;
  at_each_cpu_level([] {
    const std::string_view bytes = "aaaaaaaaaaaaaaaaaaaaaa\"\"\\\n\xc3";
    std::mt19937 engine{seed};
    for (int round = 0; round < 300; ++round) {
      std::string text(round == 0 ? detail::PlainMembers::max_size - 1 : engine() % 300, 'a');
      for (char& byte : text) byte = bytes[engine() % bytes.size()];
      REQUIRE(words_by_kernel(text) == words_by_bytes(text));
    }
  });
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
