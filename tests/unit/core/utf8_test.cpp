#include "signet/core/utf8.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;

TEST_CASE("the first and the last code point of each length are UTF-8") {
  const std::vector<std::string> texts{"",
                                       "\x7f",
                                       std::string(1, '\0'),
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf4\x8f\xbf\xbf",
                                       "plain text, then \xc3\xa9"};
  for (const std::string& text : texts) CHECK(is_utf8(text));
}

TEST_CASE("overlong forms, surrogates, stray and missing bytes are not UTF-8") {
  const std::vector<std::string> texts{"\x80",
                                       "\xbf",
                                       "\xc0\x80",
                                       "\xc1\xbf",
                                       "\xc2",
                                       "\xe0\x9f\xbf",
                                       "\xe0\xa0",
                                       "\xed\xa0\x80",
                                       "\xed\xbf\xbf",
                                       "\xf0\x8f\xbf\xbf",
                                       "\xf0\x90\x80",
                                       "\xf4\x90\x80\x80",
                                       "\xf5\x80\x80\x80",
                                       "\xff",
                                       "a\xc3",
                                       "\303a"};
  for (const std::string& text : texts) CHECK_FALSE(is_utf8(text));
}
