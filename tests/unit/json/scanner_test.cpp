// scan_object: what it lists, what it decodes, and where it stops (RFC 8259).
#include "signet/json/scanner.hpp"

#include "unit/json/scanned.hpp"

using namespace signet;
using namespace std::string_literals;

TEST_CASE("members are listed in order with their types and texts") {
  const Scanned scanned{
      R"( {"s":"x","n":-1.5e+3,"t":true,"f":false,"z":null,"a":[1, "]"],"o":{"p":{}} , "e" : "" } )"};
  REQUIRE(scanned.count);
  const JsonObject object = scanned.object();
  struct Row {
    std::string_view name;
    JsonType type;
    std::string_view text;
  };
  const std::vector<Row> rows{{"s", JsonType::string, "x"},           {"n", JsonType::number, "-1.5e+3"},
                              {"t", JsonType::boolean, "true"},       {"f", JsonType::boolean, "false"},
                              {"z", JsonType::null, "null"},          {"a", JsonType::array, R"([1, "]"])"},
                              {"o", JsonType::object, R"({"p":{}})"}, {"e", JsonType::string, ""}};
  REQUIRE(object.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(object.name(i) == rows[i].name);
    CHECK(object.value(i).type == rows[i].type);
    CHECK(object.value(i).text == rows[i].text);
  }
}

TEST_CASE("an empty object has no members") {
  for (const std::string text : {"{}", " {} ", "\t\n\r {\n}\r\t"}) CHECK(*Scanned{text}.count == 0);
}

TEST_CASE("the claims set of RFC 7519 section 3.1 is read as printed") {
  const Scanned scanned{"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"};
  REQUIRE(scanned.count);
  CHECK(scanned.object().string("iss") == "joe");
  CHECK(json_integer(scanned.object().find("exp")->text) == 1300819380);
  CHECK(scanned.object().find("http://example.com/is_root")->text == "true");
}

TEST_CASE("escapes in names and string values of the object itself are decoded in place") {
  struct Row {
    std::string written;
    std::string meant;
  };
  const std::vector<Row> rows{{R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
                              {R"(\u0061\u004A\u004a)", "aJJ"},
                              {R"(\u0000)", "\0"s},
                              {R"(\u007f\u0080)", "\x7f\xc2\x80"},
                              {R"(\u07ff\u0800)", "\xdf\xbf\xe0\xa0\x80"},
                              {R"(\ud7ff\ue000\uffff)", "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"},
                              {R"(\ud800\udc00)", "\xf0\x90\x80\x80"},
                              {R"(\uDBFF\uDFFF)", "\xf4\x8f\xbf\xbf"},
                              {R"(\ud83d\ude00\ud83d\ude00)", "\xf0\x9f\x98\x80\xf0\x9f\x98\x80"},
                              {R"(a\u00e9\\u00e9)", "a\xc3\xa9\\u00e9"}};
  for (const Row& row : rows) {
    CAPTURE(row.written);
    const Scanned scanned{R"({"first)" + row.written + R"(":")" + row.written + R"(","last":1})"};
    REQUIRE(scanned.count);
    CHECK(scanned.object().name(0) == "first" + row.meant);
    CHECK(scanned.object().value(0).text == row.meant);
    CHECK(scanned.object().find("last")->text == "1");
  }
}

TEST_CASE("an escaped NUL stays in the string and does not end it") {
  const Scanned scanned{R"({"iss":"joe\u0000.evil","jo\u0000e":1})"};
  REQUIRE(scanned.count);
  CHECK(scanned.object().string("iss") == "joe\0.evil"s);
  CHECK(scanned.object().find("jo\0e"s).has_value());
  CHECK_FALSE(scanned.object().find("jo").has_value());
}

TEST_CASE("strings nested in members stay as written") {
  const Scanned scanned{R"({"aud":["\u0061\/"],"o":{"\u0062":"\n"}})"};
  REQUIRE(scanned.count);
  CHECK(scanned.object().find("aud")->text == R"(["\u0061\/"])");
  CHECK(scanned.object().find("o")->text == R"({"\u0062":"\n"})");
}

TEST_CASE("C14: texts equal only after normalization or case folding stay different members and values") {
  // e with acute: composed, then decomposed; the ligature fi and the two letters; dotted capital I and i
  const Scanned scanned{
      "{\"\xc3\xa9\":\"\xef\xac\x81\",\"e\xcc\x81\":\"fi\",\"\xc4\xb0\":1,\"i\":2,\"I\":3,\"i\xcc\x87\":4}"};
  REQUIRE(*scanned.count == 6);
  CHECK(scanned.object().string("\xc3\xa9") == "\xef\xac\x81");
  CHECK(scanned.object().string("e\xcc\x81") == "fi");
  CHECK_FALSE(scanned.object().find("\xc3\x89").has_value());
  CHECK(scanned.object().find("i")->text == "2");
}

TEST_CASE("every number of RFC 8259 section 6 is accepted as written") {
  for (const std::string number : {"0", "-0", "10", "-19", "0.0", "-0.00", "1.25", "1e1", "1E9", "0e0",
                                   "0e+1", "1E-01", "1.5e300", "1e999999", "9223372036854775808"}) {
    CAPTURE(number);
    const Scanned scanned{"{\"n\":" + number + "}"};
    REQUIRE(scanned.count);
    CHECK(scanned.object().find("n")->text == number);
  }
}

TEST_CASE("what is no number of RFC 8259 section 6 is refused at the byte that does not fit") {
  constexpr std::uint32_t n = 5;  // where the number begins
  for (const auto& [number, at] : std::vector<std::pair<std::string, std::uint32_t>>{
           {"01", 1},   {"-01", 2},      {"00", 1},        {"+1", 0},    {".5", 0},
           {"5.", 2},   {"-", 1},        {"--1", 1},       {"1e", 2},    {"1e+", 3},
           {"1.e1", 2}, {"1e1.5", 3},    {"0x10", 1},      {"1_000", 1}, {"NaN", 0},
           {"-NaN", 1}, {"Infinity", 0}, {"-Infinity", 1}, {"1 2", 2},   {"1a", 1}}) {
    check_refused({"{\"n\":" + number + "}", Errc::json_malformed, n + at});
  }
}

TEST_CASE("T17: a text that is not one object is refused, and told from one that is not JSON") {
  check_all_refused({{"[]", Errc::json_not_object, 0},
                     {"[{\"alg\":\"HS256\"}]", Errc::json_not_object, 0},
                     {"\"text\"", Errc::json_not_object, 0},
                     {"  12", Errc::json_not_object, 2},
                     {"-1", Errc::json_not_object, 0},
                     {"true", Errc::json_not_object, 0},
                     {"null", Errc::json_not_object, 0},
                     {"", Errc::json_malformed, 0},
                     {" \n", Errc::json_malformed, 2},
                     {"}", Errc::json_malformed, 0},
                     {"\0"s, Errc::json_malformed, 0},
                     {"'a'", Errc::json_malformed, 0}});
}

TEST_CASE(
    "T17: trailing text, a second object, comments, NaN and single quotes are refused where they begin") {
  check_all_refused({{R"({}x)", Errc::json_malformed, 2},
                     {R"({}{})", Errc::json_malformed, 2},
                     {R"({"a":1}{"a":1})", Errc::json_malformed, 7},
                     {R"({} {})", Errc::json_malformed, 3},
                     {R"({},)", Errc::json_malformed, 2},
                     {R"({}})", Errc::json_malformed, 2},
                     {"{}\0"s, Errc::json_malformed, 2},
                     {"{}\xc2\xa0", Errc::json_malformed, 2},
                     {R"({}//c)", Errc::json_malformed, 2},
                     {R"({/*c*/"a":1})", Errc::json_malformed, 1},
                     {R"({"a":1#c
                     })",
                      Errc::json_malformed, 6},
                     {R"({"a":NaN})", Errc::json_malformed, 5},
                     {R"({'a':1})", Errc::json_malformed, 1},
                     {R"({"a":'b'})", Errc::json_malformed, 5},
                     {R"({a:1})", Errc::json_malformed, 1}});
}

TEST_CASE("broken structure is refused at the byte that does not fit") {
  check_all_refused({{"{", Errc::json_malformed, 1},
                     {R"({"a")", Errc::json_malformed, 4},
                     {R"({"a":)", Errc::json_malformed, 5},
                     {R"({"a":1)", Errc::json_malformed, 6},
                     {R"({"a":1,)", Errc::json_malformed, 7},
                     {R"({"a":1,})", Errc::json_malformed, 7},
                     {R"({,"a":1})", Errc::json_malformed, 1},
                     {R"({"a":1,,"b":1})", Errc::json_malformed, 7},
                     {R"({"a" 1})", Errc::json_malformed, 5},
                     {R"({"a"::1})", Errc::json_malformed, 5},
                     {R"({"a":})", Errc::json_malformed, 5},
                     {R"({"a":1 "b":2})", Errc::json_malformed, 7},
                     {R"({1:1})", Errc::json_malformed, 1},
                     {R"({"a":[1})", Errc::json_malformed, 7},
                     {R"({"a":[1,]})", Errc::json_malformed, 8},
                     {R"({"a":[,1]})", Errc::json_malformed, 6},
                     {R"({"a":[1 2]})", Errc::json_malformed, 8},
                     {R"({"a":{]})", Errc::json_malformed, 6},
                     {R"({"a":{"b":1]})", Errc::json_malformed, 11},
                     {R"({"a":[)", Errc::json_malformed, 6},
                     {R"({"a":tru})", Errc::json_malformed, 8},
                     {R"({"a":True})", Errc::json_malformed, 5},
                     {R"({"a":truee})", Errc::json_malformed, 9},
                     {R"({"a":nul)", Errc::json_malformed, 8},
                     {R"({"a":["x":1]})", Errc::json_malformed, 9}});
}

TEST_CASE("white space is only what RFC 8259 section 2 lists") {
  for (const char space : {'\v', '\f', '\0', '\x1f', '\x7f'}) {
    check_refused({"{"s + space + "}", Errc::json_malformed, 1});
  }
}

TEST_CASE("control characters in strings are refused, DEL is not one of them") {
  for (char control = 0; control < 0x20; ++control) {
    check_refused({"{\"a\":\"b"s + control + "\"}", Errc::json_malformed, 7});
    check_refused({"{\"a"s + control + "\":1}", Errc::json_malformed, 3});
  }
  CHECK(Scanned{"{\"a\":\"\x7f\"}"}.count);
}

TEST_CASE("escapes that RFC 8259 section 7 does not list are refused") {
  check_all_refused({{R"({"a":"\x41"})", Errc::json_malformed, 7},
                     {R"({"a":"\a"})", Errc::json_malformed, 7},
                     {R"({"a":"\'"})", Errc::json_malformed, 7},
                     {R"({"a":"\0"})", Errc::json_malformed, 7},
                     {R"({"a":"\U0041"})", Errc::json_malformed, 7},
                     {"{\"a\":\"\\\n\"}", Errc::json_malformed, 7},
                     {"{\"a\":\"\\\0\"}"s, Errc::json_malformed, 7},
                     {R"({"a":"\u004"})", Errc::json_malformed, 11},
                     {R"({"a":"\u00g0"})", Errc::json_malformed, 10},
                     {R"({"a":"\u-041"})", Errc::json_malformed, 8},
                     {R"({"a":"\)", Errc::json_malformed, 7},
                     {R"({"a":"\u00)", Errc::json_malformed, 10},
                     {R"({"a":"\")", Errc::json_malformed, 8},
                     {R"({"a":"b)", Errc::json_malformed, 7}});
}

TEST_CASE("T18: a surrogate escape without its other half is refused at its backslash, in values and names") {
  for (const std::string escape : {R"(\ud800)", R"(\udbff)", R"(\udc00)", R"(\uDFFF)", R"(\ude00\ud83d)",
                                   R"(\ud800\ud800)", R"(\ud800\n)", R"(\ud800x)", R"(\ud800\u0041)",
                                   R"(\ud83d\ud83d\ude00)", R"(\ud800 \udc00)", R"(\ud800\\udc00)"}) {
    check_refused({R"({"a":")" + escape + R"("})", Errc::json_malformed, 6});
    check_refused({R"({")" + escape + R"(":1})", Errc::json_malformed, 2});
    check_refused({R"({"a":[")" + escape + R"("]})", Errc::json_malformed, 7});
  }
}

TEST_CASE("T18: byte order marks, UTF-16 and UTF-32 are refused") {
  check_all_refused({{"\xef\xbb\xbf{}", Errc::utf8_invalid, 0},
                     {"\xef\xbb\xbf", Errc::utf8_invalid, 0},
                     {"{\xef\xbb\xbf}", Errc::json_malformed, 1},
                     {"\xff\xfe{\0}\0"s, Errc::utf8_invalid, 0},
                     {"\xfe\xff\0{\0}"s, Errc::utf8_invalid, 0},
                     {"{\0}\0"s, Errc::json_malformed, 1},
                     {"\0{\0}"s, Errc::json_malformed, 0},
                     {"{\0\0\0}\0\0\0"s, Errc::json_malformed, 1}});
}

TEST_CASE("T18: bytes in strings that are not UTF-8 are refused where the sequence begins") {
  for (const std::string bytes : {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xe0\x80\xaf", "\xe0\xa0",
                                  "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80",
                                  "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xff"}) {
    check_refused({"{\"a\":\"b" + bytes + "\"}", Errc::utf8_invalid, 7});
    check_refused({"{\"" + bytes + "\":1}", Errc::utf8_invalid, 2});
    check_refused({"{\"a\":{\"" + bytes + "\":1}}", Errc::utf8_invalid, 7});
  }
}
