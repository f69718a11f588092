// JsonWriter: compact text that the scanner reads back.
#include "signet/json/writer.hpp"

#include <nlohmann/json.hpp>

#include "json/escape.hpp"
#include "unit/json/scanned.hpp"

using namespace signet;
using namespace std::string_literals;

TEST_CASE("members, elements and nesting are separated by exactly the commas they need") {
  std::string out = "prefix ";
  JsonWriter json{out};
  json.begin_object();
  json.key("a")
      .integer(-5)
      .key("b")
      .begin_array()
      .string("x")
      .integer(0)
      .begin_object()
      .end_object()
      .end_array();
  json.key("c").begin_object().key("d").boolean(true).key("e").boolean(false).end_object();
  json.key("f").null().key("g").begin_array().end_array().key("h").raw("[1,2]").key("i").string("");
  json.end_object();
  CHECK(json.finish());
  CHECK(out == R"(prefix {"a":-5,"b":["x",0,{}],"c":{"d":true,"e":false},"f":null,"g":[],"h":[1,2],"i":""})");
}

TEST_CASE("integers are written whole, to both ends of 64 bits") {
  std::string out;
  JsonWriter json{out};
  json.begin_array().integer(INT64_MIN).integer(0).integer(INT64_MAX).end_array();
  CHECK(out == "[-9223372036854775808,0,9223372036854775807]");
}

TEST_CASE("dates are whole seconds, rounded down on both sides of the epoch") {
  std::string out;
  JsonWriter json{out};
  json.begin_array();
  for (const std::int64_t microseconds : {1'300'819'380'999'999L, 1'000'000L, 999'999L, 0L, -1L}) {
    json.date(NumericDate::from_microseconds(microseconds));
  }
  json.end_array();
  CHECK(out == "[1300819380,1,0,0,-1]");
}

TEST_CASE("what RFC 8259 section 7 wants escaped is, and nothing else") {
  std::string out;
  JsonWriter json{out};
  json.string("\"\\\b\f\n\r\t\x01\x1f\0/\x7f\xc3\xa9\xf0\x9f\x98\x80 end"s);
  CHECK(json.finish());
  CHECK(out == "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\\u0000/\x7f\xc3\xa9\xf0\x9f\x98\x80 end\"");
}

TEST_CASE("strings are written as nlohmann/json writes them, whatever stands at whichever place") {
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      for (const char* special :
           {"\"", "\\", "\n", "\x1f", "\x7f", "\xc3\xa9", "\xf0\x9f\x98\x80", "\t\xc3\xa9\""}) {
        const std::string text = std::string(at, 'x') + special + std::string(size - at, 'y') + special;
        std::string out;
        JsonWriter json{out};
        json.string(text);
        REQUIRE(json.finish());
        REQUIRE(out == nlohmann::json(text).dump());
      }
    }
  }
}

TEST_CASE("a sequence that is not UTF-8 is seen at every place of a long text") {
  for (std::size_t at = 0; at <= 40; ++at) {
    for (const char* wrong : {"\x80", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc3\""}) {
      const std::string text = std::string(at, 'x') + wrong + std::string(40 - at, 'y');
      std::string out;
      JsonWriter json{out};
      json.string(text);
      REQUIRE_FALSE(json.finish());
      REQUIRE(json.finish().error() == Error{Errc::utf8_invalid});
    }
  }
}

TEST_CASE("names are escaped as strings are") {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("a\"b\n").integer(1).end_object();
  CHECK(out == R"({"a\"b\n":1})");
}

TEST_CASE("every byte below 0x80 comes back from the scanner as it was written") {
  std::string text;
  for (char c = 0; c < 0x7f; ++c) text += c;
  std::string out;
  JsonWriter json{out};
  json.begin_object().key(text).string(text).end_object();
  const Scanned scanned{out};
  REQUIRE(scanned.count);
  CHECK(scanned.object().name(0) == text);
  CHECK(scanned.object().string(text) == text);
}

TEST_CASE("text that is not UTF-8 makes finish fail, as a value and as a name, and stays failed") {
  std::string out;
  JsonWriter value{out};
  value.string("\xff").string("fine");
  REQUIRE_FALSE(value.finish());
  CHECK(value.finish().error() == Error{Errc::utf8_invalid});
  JsonWriter name{out};
  name.begin_object().key("\xed\xa0\x80").integer(1).end_object();
  REQUIRE_FALSE(name.finish());
  CHECK(name.finish().error() == Error{Errc::utf8_invalid});
}

TEST_CASE("text of any size is copied whole and no further, and one byte that needs an escape is seen") {
  constexpr char untouched = '.';
  for (std::size_t size = 0; size <= 200; ++size) {
    std::string plain;
    while (plain.size() < size) plain += static_cast<char>('a' + plain.size() % 26);
    std::string out(size + 32, untouched);
    REQUIRE(detail::copy_plain(out.data(), plain));
    REQUIRE(out == plain + std::string(32, untouched));
    for (std::size_t at = 0; at < size; ++at) {
      for (const char special : {'"', '\\', '\0', '\x1f', '\x80', '\xff'}) {
        std::string text = plain;
        text[at] = special;
        REQUIRE_FALSE(detail::copy_plain(out.data(), text));
      }
      for (const char other : {' ', '!', '#', '[', ']', '\x7f'}) {
        std::string text = plain;
        text[at] = other;
        REQUIRE(detail::copy_plain(out.data(), text));
      }
    }
  }
}
