// constant_time_equal: equality only, of equal sizes.
#include "signet/crypto/constant_time.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;

TEST_CASE("texts are equal when every byte is") {
  CHECK(constant_time_equal("", ""));
  CHECK(constant_time_equal(std::string_view{}, std::string_view{""}));
  CHECK(constant_time_equal("correct horse", std::string{"correct horse"}));
}

TEST_CASE("one different bit, wherever it is, makes texts of any size unequal") {
  for (std::size_t size = 1; size <= 40; ++size) {
    const std::string text(size, 'a');
    CHECK(constant_time_equal(text, std::string(size, 'a')));
    for (std::size_t i = 0; i < size; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string other = text;
        other[i] = static_cast<char>(other[i] ^ (1 << bit));
        CHECK_FALSE(constant_time_equal(text, other));
      }
    }
  }
}

TEST_CASE("a prefix is not equal to the whole") {
  CHECK_FALSE(constant_time_equal("tag", "ta"));
  CHECK_FALSE(constant_time_equal("ta", "tag"));
  CHECK_FALSE(constant_time_equal("", "t"));
  CHECK_FALSE(constant_time_equal(std::string_view{"t\0", 2}, "t"));
}
