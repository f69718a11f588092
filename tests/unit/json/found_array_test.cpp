// The search for one array in a text of any size: what it finds, and which texts it refuses.
#include "json/found_array.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using detail::FoundArray;

namespace {

using Elements = std::vector<std::string_view>;

Result<FoundArray> find(std::string_view text, std::size_t most = 4) {
  return FoundArray::find(text, {.name = "keys", .most_elements = most});
}

std::string without_elements(const FoundArray& found, std::string_view text) {
  const SecretBytes rest = found.without_elements(text);
  return std::string{rest.expose_text()};
}

// How many elements there are.
std::size_t count(std::string_view text) {
  const auto found = find(text);
  REQUIRE(found);
  return found->elements.size();
}

struct Refused {
  std::string text;
  Errc code;
  std::uint32_t at;
};

void check_refused(const Refused& row) {
  const std::string shown = row.text.substr(0, 60);
  CAPTURE(shown);
  const auto found = find(row.text);
  REQUIRE_FALSE(found);
  CHECK(to_string(found.error().code()) == to_string(row.code));
  CHECK(found.error().position().value_or(UINT32_MAX) == row.at);
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("the elements of the wanted array are found as they are written") {
  struct Row {
    std::string_view text;
    Elements elements;
    std::string_view without;
  };
  const std::vector<Row> rows{
      {"{}", {}, "{}"},
      {R"({"keys":[]})", {}, R"({"keys":[]})"},
      {R"({"keys": [ ] })", {}, R"({"keys": [] })"},
      {R"({"keys":[1]})", {"1"}, R"({"keys":[]})"},
      {R"( {"a":[2], "keys" : [ {"b":[{}]} ,null, "]\"}" ,[[-1.5e3]] ] ,"c":{}} )",
       {R"({"b":[{}]})", "null", R"("]\"}")", "[[-1.5e3]]"},
       R"( {"a":[2], "keys" : [] ,"c":{}} )"},
      {R"({"ke\u0079s":[true]})", {"true"}, R"({"ke\u0079s":[]})"},
      {R"({"keys":{"keys":[1]}})", {}, R"({"keys":{"keys":[1]}})"},
      {R"({"a":{"keys":[1]},"b":[{"keys":[2]}]})", {}, R"({"a":{"keys":[1]},"b":[{"keys":[2]}]})"},
      {R"({"keys":7,"a":[1]})", {}, R"({"keys":7,"a":[1]})"},
      {R"({"Keys":[1],"keys ":[2],"key":[3],"keyss":[4]})",
       {},
       R"({"Keys":[1],"keys ":[2],"key":[3],"keyss":[4]})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find(row.text);
    REQUIRE(found);
    CHECK(found->elements == row.elements);
    CHECK(without_elements(*found, row.text) == row.without);
  }
}

TEST_CASE("K15: what is not JSON is refused where it ceases to be, in the array and around it") {
  const std::vector<Refused> rows{
      {"", Errc::json_malformed, 0},
      {"[]", Errc::json_not_object, 0},
      {"\xef\xbb\xbf{}", Errc::utf8_invalid, 0},
      {R"({"keys":[]}})", Errc::json_malformed, 11},
      {R"({"keys":[])", Errc::json_malformed, 10},
      {R"({"keys":[,]})", Errc::json_malformed, 9},
      {R"({"keys":[1,]})", Errc::json_malformed, 11},
      {R"({"keys":[1 2]})", Errc::json_malformed, 11},
      {R"({"keys":[{]})", Errc::json_malformed, 10},
      {R"({"keys":[{"a":1]})", Errc::json_malformed, 15},
      {R"({"keys":[[1}]})", Errc::json_malformed, 11},
      {R"({"keys":[{"a" 1}]})", Errc::json_malformed, 14},
      {R"({"keys":[{a:1}]})", Errc::json_malformed, 10},
      {R"({"keys":[01]})", Errc::json_malformed, 10},
      {R"({"keys":[nul]})", Errc::json_malformed, 12},
      {R"({"keys":["\x"]})", Errc::json_malformed, 11},
      {R"({"keys":["\ud800"]})", Errc::json_malformed, 10},
      {"{\"keys\":[\"\n\"]}", Errc::json_malformed, 10},
      {"{\"keys\":[\"\xff\"]}", Errc::utf8_invalid, 10},
      {"{\"keys\":[\"\xed\xa0\x80\"]}", Errc::utf8_invalid, 10},
      {R"({"keys":[],"keys":[]})", Errc::json_duplicate_member, 11},
      {R"({"keys":7,"k\u0065ys":[]})", Errc::json_duplicate_member, 10},
  };
  for (const Refused& row : rows) check_refused(row);
}

TEST_CASE("as many elements as wanted are found, and no further one is looked at") {
  CHECK(count(R"({"keys":[1,2,3,4]})") == 4);
  check_refused({R"({"keys":[1,2,3,4,)" + std::string(100'000, '['), Errc::json_too_many_members, 17});
  CHECK(count(R"({"a":[1,2,3,4,5],"keys":[[1,2,3,4,5]]})") == 1);
}

TEST_CASE("an element may nest as deep as any scan goes, and no deeper") {
  const auto text = [](std::size_t arrays) {
    return R"({"keys":[)" + repeated("[", arrays) + repeated("]", arrays) + "]}";
  };
  CHECK(count(text(64)) == 1);
  check_refused({text(65), Errc::json_too_deep, 9 + 64});
  check_refused({R"({"keys":)" + std::string(1'000'000, '['), Errc::json_too_deep, 8 + 65});
}

TEST_CASE("a text of a mebibyte is read as a small one is") {
  const std::string element = '"' + std::string(1024 * 1024, 'x') + '"';
  const std::string text = R"({"keys":[)" + element + ",0]}";
  const auto found = find(text);
  REQUIRE(found);
  CHECK(found->elements == Elements{element, "0"});
  CHECK(without_elements(*found, text) == R"({"keys":[]})");
}

TEST_CASE("every text that begins a good one is refused at its end") {
  const std::string whole = R"({"a":[1.5e+3],"keys":[{"k":"\ud83d\ude00é"},null,"x"],"c":-0})";
  REQUIRE(find(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto found = find(std::string_view{whole}.substr(0, size));
    REQUIRE_FALSE(found);
    CHECK(found.error().position().value_or(0) <= size);
  }
}
