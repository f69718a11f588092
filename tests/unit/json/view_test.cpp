// JsonObject, JsonElements and json_integer: reading what the scanner accepted.
#include "signet/json/view.hpp"

#include "unit/json/scanned.hpp"

using namespace signet;
using namespace std::string_literals;

namespace {

std::vector<std::string> elements_of(std::string_view array) {
  std::vector<std::string> raws;
  for (JsonElements walk{array}; const auto element = walk.next();) raws.emplace_back(element->raw);
  return raws;
}

}  // namespace

TEST_CASE("members are found by exactly their name") {
  const Scanned scanned{R"({"sub":"joe","Sub":"Joe","exp":1,"":"empty"})"};
  const JsonObject object = scanned.object();
  CHECK(object.string("sub") == "joe");
  CHECK(object.string("Sub") == "Joe");
  CHECK(object.string("") == "empty");
  CHECK_FALSE(object.find("SUB").has_value());
  CHECK_FALSE(object.find("su").has_value());
  CHECK_FALSE(object.find("sub ").has_value());
}

TEST_CASE("a member that is no string is not read as one") {
  const Scanned scanned{R"({"a":1,"b":null,"c":["x"],"d":true,"e":{}})"};
  for (const std::string name : {"a", "b", "c", "d", "e", "f"}) {
    CHECK_FALSE(scanned.object().string(name).has_value());
  }
}

TEST_CASE("an object without members finds nothing") {
  CHECK(JsonObject{}.size() == 0);
  CHECK_FALSE(JsonObject{}.find("a").has_value());
}

TEST_CASE("an array is walked element by element, whatever the elements contain") {
  CHECK(elements_of("[]").empty());
  CHECK(elements_of("[ ]").empty());
  CHECK(elements_of(R"(["a","b"])") == std::vector{"a"s, "b"s});
  CHECK(elements_of(R"([ 1 ,-2.5e3	, null,true ,false ])") ==
        std::vector{"1"s, "-2.5e3"s, "null"s, "true"s, "false"s});
  CHECK(elements_of(R"([[1,[2]],{"a":"]}","b":[{}]},"x"])") ==
        std::vector{"[1,[2]]"s, R"({"a":"]}","b":[{}]})"s, "x"s});
  CHECK(elements_of(R"(["\"","\\","a\\\"]",""])") == std::vector{R"(\")"s, R"(\\)"s, R"(a\\\"])"s, ""s});
}

TEST_CASE("elements tell their types") {
  JsonElements walk{R"(["s",1,null,true,[],{}])"};
  for (const JsonType type : {JsonType::string, JsonType::number, JsonType::null, JsonType::boolean,
                              JsonType::array, JsonType::object}) {
    CHECK(walk.next()->type == type);
  }
  CHECK_FALSE(walk.next().has_value());
  CHECK_FALSE(walk.next().has_value());
}

TEST_CASE("a walk over broken text ends and reads nothing outside it") {
  for (const std::string text : {"", "[", "[\"", "[\"a\\", "[[", "[{\"a", "[1", "[}", "[\"\\u12", "]]]]"}) {
    CAPTURE(text);
    const std::string copy(text);
    JsonElements walk{copy};
    std::size_t count = 0;
    while (const auto element = walk.next()) {
      static_cast<void>(element->equals("a"));
      ++count;
    }
    CHECK(count <= 1);
  }
}

TEST_CASE("an element equals a text when it is that string, however it is written") {
  const auto first = [](std::string_view array) { return *JsonElements{array}.next(); };
  CHECK(first(R"(["api"])").equals("api"));
  CHECK(first(R"(["\u0061p\u0069"])").equals("api"));
  CHECK(first(R"(["a\/b\n\u00e9\ud83d\ude00"])").equals("a/b\n\xc3\xa9\xf0\x9f\x98\x80"));
  CHECK(first(R"([""])").equals(""));
  CHECK(first(R"(["\u0000"])").equals("\0"s));
  CHECK_FALSE(first(R"(["\u0000"])").equals(""));
  CHECK_FALSE(first(R"(["api"])").equals("ap"));
  CHECK_FALSE(first(R"(["api"])").equals("apis"));
  CHECK_FALSE(first(R"(["api"])").equals("Api"));
  CHECK_FALSE(first(R"(["\\u0061"])").equals("a"));
  CHECK_FALSE(first(R"([1])").equals("1"));
  CHECK_FALSE(first(R"([null])").equals("null"));
}

TEST_CASE("C14: an element equals no text that only normalization or case folding would make equal") {
  const JsonElement composed = *JsonElements{R"(["\u00e9"])"}.next();
  CHECK(composed.equals("\xc3\xa9"));
  CHECK_FALSE(composed.equals("e\xcc\x81"));
  CHECK_FALSE((*JsonElements{"[\"\xef\xac\x81\"]"}.next()).equals("fi"));
  CHECK_FALSE((*JsonElements{"[\"\xc4\xb0\"]"}.next()).equals("i"));
}

TEST_CASE("integers are exact to both ends of 64 bits") {
  CHECK(json_integer("0") == 0);
  CHECK(json_integer("-0") == 0);
  CHECK(json_integer("9007199254740993") == 9'007'199'254'740'993);  // 2^53 + 1, which no double holds
  CHECK(json_integer("9223372036854775807") == INT64_MAX);
  CHECK(json_integer("-9223372036854775808") == INT64_MIN);
}

TEST_CASE("a number that is no integer as written, or no 64-bit one, is not an integer") {
  for (const std::string number :
       {"9223372036854775808", "-9223372036854775809", "18446744073709551616", "100000000000000000000000",
        "1.0", "1e2", "1E0", "-", "", " 1", "1 ", "+1", "0x1"}) {
    CAPTURE(number);
    CHECK_FALSE(json_integer(number).has_value());
  }
}
