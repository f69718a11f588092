// T20: texts made to exhaust a parser, on both sides of every limit.
#include "unit/json/scanned.hpp"

using namespace signet;

namespace {

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

// `count` members "0":0, "1":0, ... without braces; at least one.
std::string members(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += '"' + std::to_string(i) + "\":0,";
  text.pop_back();
  return text;
}

// An object of exactly `size` bytes.
std::string object_of(std::size_t size) { return R"({"a":")" + std::string(size - 8, 'x') + R"("})"; }

}  // namespace

TEST_CASE("T20: nesting is accepted to the limit and refused at the first bracket beyond it") {
  for (const std::size_t depth : {1U, 2U, 16U, 64U}) {
    CAPTURE(depth);
    Limits limits;
    limits.depth = depth;
    const auto text = [](std::size_t arrays) {
      return R"({"a":)" + repeated("[", arrays) + "0" + repeated("]", arrays) + "}";
    };
    CHECK(*Scanned{text(depth - 1), limits}.count == 1);
    check_refused({text(depth), Errc::json_too_deep, static_cast<std::uint32_t>(5 + depth - 1)}, limits);
    const std::string objects = repeated(R"({"a":)", depth) + "0" + repeated("}", depth);
    CHECK(*Scanned{objects, limits}.count == 1);
    check_refused({R"({"a":)" + objects + "}", Errc::json_too_deep, static_cast<std::uint32_t>(5 * depth)},
                  limits);
  }
}

TEST_CASE("limits that a scan cannot hold to are named, before the text is read") {
  for (const Limits& limits :
       {Limits{.depth = 0}, Limits{.depth = 65}, Limits{.members = 0}, Limits{.members = 257}}) {
    const Scanned scanned{"[", limits};
    REQUIRE_FALSE(scanned.count.has_value());
    CHECK(scanned.count.error() == fail(Errc::option_invalid, "limits"));
  }
  CHECK(*Scanned{R"({"a":0})", {.depth = 1, .members = 1}}.count == 1);
}

TEST_CASE("T20: the deepest nesting that fits a text is refused at the limit, however high that is set") {
  check_refused({R"({"a":)" + std::string(65'530, '['), Errc::json_too_deep, 68}, {.depth = 64});
  check_refused({R"({"a":)" + std::string(65'530, '['), Errc::json_too_deep, 20});
  check_refused({repeated(R"({"a":)", 13'107), Errc::json_too_deep, 80});
  check_refused({std::string(65'535, '['), Errc::json_not_object, 0});
}

TEST_CASE("depth counts what is open, not what was opened") {
  CHECK(*Scanned{R"({"a":[)" + repeated("[[]],", 1'000) + "0]}"}.count == 1);
}

TEST_CASE("T20: members of all objects together are accepted to the limit and no further") {
  Limits limits;
  limits.members = 8;
  CHECK(*Scanned{"{" + members(8) + "}", limits}.count == 8);
  check_refused({"{" + members(9) + "}", Errc::json_too_many_members, 49}, limits);
  CHECK(*Scanned{R"({"a":{)" + members(3) + R"(},"b":[{)" + members(3) + "}]}", limits}.count == 2);
  check_refused(
      {R"({"a":{)" + members(3) + R"(},"b":[{)" + members(4) + "}]}", Errc::json_too_many_members, 49},
      limits);
}

TEST_CASE("T20: 256 members are the most, however many the text has") {
  CHECK(*Scanned{"{" + members(256) + "}"}.count == 256);
  const std::string first = "{" + members(256) + ",";
  check_refused(
      {first + "\"256\":0}", Errc::json_too_many_members, static_cast<std::uint32_t>(first.size())});
  const std::string filled = "{" + members(7'000) + "}";
  REQUIRE(filled.size() < 65'535);
  check_refused({filled, Errc::json_too_many_members, static_cast<std::uint32_t>(first.size())});
  check_refused(
      {R"({"a":[)" + repeated("{\"b\":0},", 8'000) + "0]}", Errc::json_too_many_members, 6 + 255 * 8 + 1});
}

TEST_CASE("an index that holds more than 256 members does not raise the limit") {
  std::string text = "{" + members(257) + "}";
  std::array<JsonMember, 512> index;
  const auto scanned = scan_object(text, index);
  REQUIRE_FALSE(scanned);
  CHECK(scanned.error() == Error{Errc::json_too_many_members});
}

TEST_CASE("an index that holds fewer members than the limit is never overrun") {
  std::string text = "{" + members(3) + "}";
  std::array<JsonMember, 2> index;
  const auto scanned = scan_object(text, index);
  REQUIRE_FALSE(scanned);
  CHECK(scanned.error() == Error{Errc::json_too_many_members});
}

TEST_CASE("T20: 65,535 bytes are scanned, one more is refused before any is read") {
  const Scanned largest{object_of(65'535)};
  REQUIRE(largest.count);
  CHECK(largest.object().find("a")->text.size() == 65'527);
  check_refused({object_of(65'536), Errc::json_too_large, 65'535});
  check_refused({std::string(1U << 20U, '['), Errc::json_too_large, 65'535});
}

TEST_CASE("T20: a name or a number that fills the text is one member") {
  const std::string name(65'535 - 6, 'n');
  const Scanned named{"{\"" + name + "\":0}"};
  REQUIRE(named.count);
  CHECK(named.object().name(0) == name);
  const std::string number(65'535 - 6, '9');
  const Scanned numbered{"{\"n\":" + number + "}"};
  REQUIRE(numbered.count);
  CHECK(numbered.object().find("n")->text == number);
  CHECK_FALSE(json_integer(numbered.object().find("n")->text).has_value());
}

TEST_CASE(
    "T20: long nested names that differ in their last escape only are told apart, and found when equal") {
  std::string names;
  const std::string stem = repeated("\\u0061", 30);
  for (int i = 0; i < 255; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    names += '"' + stem + "\\u01" + digits[static_cast<std::size_t>(i / 16)] +
             digits[static_cast<std::size_t>(i % 16)] + "\":0,";
  }
  REQUIRE(names.size() < 65'000);
  CHECK(*Scanned{"{\"x\":{" + names.substr(0, names.size() - 1) + "}}"}.count == 1);
  Limits limits;
  limits.members = 256;
  const std::string nearly = names.substr(0, names.size() - (stem.size() + 11));
  check_refused({"{\"x\":{" + nearly + '"' + stem + "\xc4\x80\":0}}", Errc::json_duplicate_member,
                 static_cast<std::uint32_t>(6 + nearly.size())},
                limits);
}

TEST_CASE("every text that begins a good one is refused at its end") {
  const std::string whole = R"({"a":[1.5e+3,true,{"\u0061":"\ud83d\ude00é"}],"b":null,"c":-0})";
  REQUIRE(Scanned{whole}.count);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Scanned scanned{whole.substr(0, size)};
    REQUIRE_FALSE(scanned.count.has_value());
    CHECK(scanned.count.error().position().value_or(0) <= size);
  }
}
