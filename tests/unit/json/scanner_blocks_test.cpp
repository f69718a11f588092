// Strings and their ends at every place of the blocks that the scanner looks at together.
#include "unit/json/scanned.hpp"

using namespace signet;

namespace {

constexpr std::size_t most = 140;  // two blocks of 64 bytes and the edges around them

std::string padded(std::size_t size) { return std::string(size, 'x'); }

// All of the members as text, one line each, wherever they stand.
std::string listing(const Scanned& scanned) {
  if (!scanned.count) return std::string{to_string(scanned.count.error().code())};
  std::string lines;
  for (std::size_t i = 0; i < scanned.object().size(); ++i) {
    const JsonValue value = scanned.object().value(i);
    lines += std::string{scanned.object().name(i)} + '=' + std::string{value.text} + '\n';
  }
  return lines;
}

}  // namespace

TEST_CASE("a string is read to its end at whatever place of a block that lies, as a name and as a value") {
  for (std::size_t size = 0; size < most; ++size) {
    CAPTURE(size);
    const Scanned value{R"({"a":")" + padded(size) + R"(","b":12,"c":"d"})"};
    CHECK(listing(value) == "a=" + padded(size) + "\nb=12\nc=d\n");
    const Scanned name{R"({")" + padded(size) + R"(":"a","b":12345678901})"};
    CHECK(listing(name) == padded(size) + "=a\nb=12345678901\n");
    const Scanned last{R"({"b":1,"a":")" + padded(size) + R"("})"};
    CHECK(listing(last) == "b=1\na=" + padded(size) + "\n");
  }
}

TEST_CASE("an escape or a sequence of several bytes is read at whatever place of a block it begins") {
  struct Row {
    std::string written;
    std::string meant;
  };
  const std::vector<Row> rows{{R"(\n)", "\n"},
                              {R"(\")", "\""},
                              {R"(\\)", "\\"},
                              {R"(\u00e9)", "\xc3\xa9"},
                              {R"(\ud83d\ude00)", "\xf0\x9f\x98\x80"},
                              {"\xc3\xa9", "\xc3\xa9"},
                              {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
                              {"\x7f", "\x7f"}};
  for (const Row& row : rows) {
    CAPTURE(row.written);
    for (std::size_t size = 0; size < most; ++size) {
      const std::string written = padded(size) + row.written + "y";
      const std::string meant = padded(size) + row.meant + "y";
      REQUIRE(listing(Scanned{R"({"a":")" + written + R"(","b":"c","d":1})"}) ==
              "a=" + meant + "\nb=c\nd=1\n");
      REQUIRE(listing(Scanned{R"({")" + written + R"(":"a","b":"c","d":1})"}) == meant + "=a\nb=c\nd=1\n");
    }
  }
}

TEST_CASE("what a string cannot hold is refused where it stands, at whatever place of a block") {
  for (std::size_t size = 0; size < most; ++size) {
    const auto at = static_cast<std::uint32_t>(6 + size);
    check_all_refused({{R"({"a":")" + padded(size) + "\x1f\"}", Errc::json_malformed, at},
                       {R"({"a":")" + padded(size) + "\xc3\"}", Errc::utf8_invalid, at},
                       {R"({"a":")" + padded(size) + "\\x\"}", Errc::json_malformed, at + 1},
                       {R"({"a":")" + padded(size) + R"(" "})", Errc::json_malformed, at + 2},
                       {R"({"a":")" + padded(size) + R"("b})", Errc::json_malformed, at + 1},
                       {R"({"a":")" + padded(size) + R"(",})", Errc::json_malformed, at + 2},
                       {R"({")" + padded(size) + R"("})", Errc::json_malformed, at - 3},
                       {R"({"a)" + padded(size) + "\n\":1}", Errc::json_malformed, at - 3},
                       {R"({"a)" + padded(size) + R"("1})", Errc::json_malformed, at - 2}});
  }
}

TEST_CASE(
    "a text that ends inside of a string, a name or a number is refused at its end, however long it is") {
  for (std::size_t size = 0; size < most; ++size) {
    for (const std::string begin :
         {R"({"a":")", R"({")", R"({"a":1)", R"({"b":2,"a":"x)", R"({"b":"c","a)"}) {
      const bool number = begin.ends_with('1');
      const std::string text = begin + std::string(size, number ? '5' : 'x');
      check_refused({text, Errc::json_malformed, static_cast<std::uint32_t>(text.size())});
    }
  }
}

TEST_CASE("a brace or a comma inside of a string does not end it, nor the text") {
  for (std::size_t size = 0; size < most; ++size) {
    const std::string inside = padded(size) + R"(,}:{)";
    CHECK(listing(Scanned{R"({"a":")" + inside + R"(","b":1})"}) == "a=" + inside + "\nb=1\n");
    const std::string open = R"({"a":")" + inside;
    check_refused({open + "}", Errc::json_malformed, static_cast<std::uint32_t>(open.size() + 1)});
  }
}

TEST_CASE(
    "members read alike wherever the blocks fall: moved by white space, spaced out, or all in escapes") {
  const std::string plain =
      R"({"iss":"https://id.example.com","sub":"5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001","iat":1700000000,)"
      R"("aud":["x","y"],"exp":17000864001234567,"n":-1,"z":0,"f":1.5,"o":{"a":1},"name":"J","t":true,"e":""})";
  const std::string spaced =
      R"( { "iss" : "https://id.example.com" , "sub": "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001", "iat":  1700000000 ,)"
      R"("aud" :["x","y"], "exp": 17000864001234567,"n" :-1,"z": 0 ,"f": 1.5,"o": {"a":1},"name": "J","t": true,"e" :""} )";
  const std::string escaped =
      R"({"\u0069ss":"https:\/\/id.example.com","s\u0075b":"\u0035b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001",)"
      R"("ia\u0074":1700000000,"\u0061ud":["x","y"],"ex\u0070":17000864001234567,"\u006e":-1,"\u007a":0,)"
      R"("\u0066":1.5,"\u006f":{"a":1},"nam\u0065":"\u004a","\u0074":true,"\u0065":""})";
  const std::string expected = listing(Scanned{plain});
  REQUIRE(Scanned{plain}.object().size() == 12);
  CHECK(listing(Scanned{spaced}) == expected);
  CHECK(listing(Scanned{escaped}) == expected);
  for (std::size_t size = 0; size < most; ++size) {
    CHECK(listing(Scanned{std::string(size, ' ') + plain}) == expected);
    CHECK(listing(Scanned{"{" + std::string(size, '\n') + plain.substr(1)}) == expected);
    CHECK(listing(Scanned{plain + std::string(size, '\t')}) == expected);
  }
}

TEST_CASE(
    "white space of any kind and size may stand between members whose names look like what is between them") {
  for (const std::string_view kind : {" ", "\n", "\r\n", "\t ", "\n  "}) {
    for (std::size_t count = 0; count < 70; ++count) {
      std::string space;
      for (std::size_t i = 0; i < count; ++i) space += kind;
      const std::string text = "{" + space + R"(":":1,)" + space + R"(":b":"x",)" + space + R"(",":)" +
                               space + R"(":",)" + space + R"("" :"")" + space + R"(,"c")" + space + ":" +
                               space + "12345678" + space + "}";
      REQUIRE(listing(Scanned{text}) == ":=1\n:b=x\n,=:\n=\nc=12345678\n");
    }
  }
}
