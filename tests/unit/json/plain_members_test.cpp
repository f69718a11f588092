// Plain members, which kernels read: where they end and the rest begins. Scanned looks at each vector level.
#include "json/plain_members.hpp"

#include "unit/json/scanned.hpp"

using namespace signet;

namespace {

// `count` members of six bytes, or five of the first, whose name is empty.
std::string least_members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) text += ',';
    text += '"';
    if (i != 0) text += static_cast<char>('#' + i);
    text += "\":1";
  }
  return text + "}";
}

void check_room(const std::string& text, std::size_t members, std::uint32_t last_at) {
  CHECK(Scanned{text, {.members = members}}.count.has_value());
  check_refused({text, Errc::json_too_many_members, last_at}, {.members = members - 1});
}

}  // namespace

TEST_CASE("a number of any size is read to its end, at whatever distance from the end of the text") {
  for (std::size_t size = 1; size < 40; ++size) {
    std::string digits;
    for (std::size_t i = 0; i < size; ++i) digits += static_cast<char>('1' + i % 9);
    for (std::size_t behind = 0; behind < 24; ++behind) {
      for (const std::string name : {"", "n", "name", "longer than eight"}) {
        const std::string begin = "{\"" + name + "\":";
        const std::string end = behind == 0 ? "}" : R"(,"b":")" + std::string(behind - 1, '7') + "\"}";
        const Scanned scanned{begin + digits + end};
        REQUIRE(*scanned.count == (behind == 0 ? 1 : 2));
        REQUIRE(scanned.object().value(0).type == JsonType::number);
        REQUIRE(scanned.object().value(0).text == digits);
        const auto at = static_cast<std::uint32_t>(begin.size() + size);
        for (const std::string other : {"x", "\"", ":", "/", " 1", "-", "\x01"}) {
          check_refused({begin + digits + other + end, Errc::json_malformed, other == " 1" ? at + 1 : at});
        }
        const Scanned fraction{begin + digits + ".5e7" + end};
        REQUIRE(fraction.object().value(0).text == digits + ".5e7");
      }
    }
  }
}

TEST_CASE("the shortest members are listed as far as there is room, and the first one too many is told") {
  for (std::size_t count = 2; count < 50; ++count) {
    const std::string text = least_members(count);
    check_room(text, count, static_cast<std::uint32_t>(text.size() - 6));
  }
}

TEST_CASE("room is for all members, before and behind long ones, plain or not") {
  for (const std::string& value : {'"' + std::string(2000, 'x') + '"', '"' + std::string(99, 'x') + "\\n\"",
                                   std::string{R"({"a":1,"b":{"c":1}})"}, std::string{R"(["a",{}])"}}) {
    const std::size_t nested = value.starts_with('{') ? 3 : 0;
    std::string text = R"({"first":1,"long":)" + value;
    for (char name = 'a'; name <= 'z'; ++name) text += std::string{",\""} + name + "\":1";
    text += '}';
    check_room(text, 28 + nested, static_cast<std::uint32_t>(text.size() - 6));
  }
}

TEST_CASE("the index bounds members as the limit does") {
  std::string text = least_members(20);
  std::array<JsonMember, 20> index{};
  CHECK(*scan_object(text, index) == 20);
  const auto refused = scan_object(text, std::span{index}.first(19));
  CHECK(refused.error() == Error{Errc::json_too_many_members});
  CHECK(scan_object(text, {}).error().position() == 1);
}

TEST_CASE("spaces before a value and white space before a name are passed, anything else is told") {
  for (std::size_t count = 0; count < 70; ++count) {
    const std::string spaces(count, ' ');
    const Scanned value{R"({"a":)" + spaces + R"("x","b":)" + spaces + R"(12,"c":"\u0041"})"};
    CHECK(*value.count == 3);
    CHECK(value.object().value(0).text == "x");
    CHECK(value.object().value(1).text == "12");
    CHECK(value.object().value(2).text == "A");
    const auto at = static_cast<std::uint32_t>(count);
    check_all_refused({{R"({"a":1,)" + spaces + "}", Errc::json_malformed, 7 + at},
                       {R"({"a":)" + spaces + R"(,"b":1,"c":2})", Errc::json_malformed, 5 + at},
                       {R"({"a":1,)" + spaces + R"(b":1,"c":2})", Errc::json_malformed, 7 + at},
                       {R"({"abcdefg":1)" + spaces + R"(} {"c":2})", Errc::json_malformed, 14 + at}});
  }
}

TEST_CASE("T12: a plain name is a duplicate of one that was spelled with escapes, and the other way around") {
  check_all_refused(
      {{R"({"\u0061lg":"none","b":1,"alg":"HS256"})", Errc::json_duplicate_member, 25},
       {R"({"long\u0065r than eight":1,"b":1,"longer than eight":2})", Errc::json_duplicate_member, 34},
       {R"({"alg":"HS256","b":1,"c":{"d":1},"al\u0067":"none"})", Errc::json_duplicate_member, 33},
       {R"({"x":"\u0061","alg":1,"alg":2,"z":3})", Errc::json_duplicate_member, 22}});
}

TEST_CASE("texts of any size that end in the middle of something are refused at their end") {
  const std::string text = R"({"iss":"https://id.example.com","exp":1700086400,"sub":"5b9d1bf4"})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    check_refused({text.substr(0, size), Errc::json_malformed, static_cast<std::uint32_t>(size)});
  }
}

TEST_CASE("a string whose first quote is the last byte before the brace ends with the text") {
  for (const std::string text : {R"({"sub":"})", R"({"name":"})", R"({"a":1,"member":"})"}) {
    check_refused({text, Errc::json_malformed, static_cast<std::uint32_t>(text.size())});
  }
}
