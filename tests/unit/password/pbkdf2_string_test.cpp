// PBKDF2's stored form: what is read, what is refused and what is written.
#include "password/pbkdf2_string.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using detail::Pbkdf2String;

namespace {

// Python's hashlib.pbkdf2_hmac("sha256", b"password", b"saltsaltsaltsalt", 1000).
constexpr std::string_view reference =
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$8nX7hwFEzIB8aPajJTYK8weHQc5Ngz0pFVAKvSu4jQA";
constexpr std::string_view salt_and_tag = reference.substr(reference.find('$', 15));

std::string with_params(std::string_view middle) {
  return "$pbkdf2-sha256$" + std::string{middle} + std::string{salt_and_tag};
}

std::string with_sizes(std::string_view params, std::size_t salt, std::size_t tag) {
  return "$pbkdf2-sha256$" + std::string{params} + "$" + std::string(salt, 'A') + "$" + std::string(tag, 'A');
}

Error parse_error(std::string_view text) {
  const auto parsed = Pbkdf2String::parse(text);
  REQUIRE_FALSE(parsed.has_value());
  return parsed.error();
}

}  // namespace

TEST_CASE("the parts of a PBKDF2 string are read and written back as they stood") {
  const auto parsed = Pbkdf2String::parse(reference);
  REQUIRE(parsed.has_value());
  CHECK(parsed->params() == Pbkdf2Params{.iterations = 1000});
  CHECK(std::string_view{reinterpret_cast<const char*>(parsed->salt().data()), 16} == "saltsaltsaltsalt");
  CHECK(parsed->salt().size() == 16);
  CHECK(parsed->tag().size() == 32);
  CHECK(parsed->text() == reference);
}

TEST_CASE("the longest PBKDF2 string is read and written back") {
  const std::string longest = with_sizes("i=4294967295", 64, 43);
  CHECK(Pbkdf2String::parse(longest).value().text() == longest);
}

TEST_CASE("l is read where it is the tag's length, and not written") {
  CHECK(Pbkdf2String::parse(with_params("i=1000,l=32")).value().text() == reference);
  CHECK(Pbkdf2String::parse(with_sizes("i=1000,l=12", 11, 16)).value().tag().size() == 12);
  for (const std::string_view middle :
       {"i=1000,l=31", "i=1000,l=33", "i=1000,l=0", "i=1000,l=032", "i=1000,l=", "i=1000,l", "l=32,i=1000",
        "i=1000,l=32,l=32", "i=1000,l=288"}) {
    CAPTURE(middle);
    CHECK(parse_error(with_params(middle)) == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P17: iterations are read from 1,000 to 2^32 - 1, and spelt in one way") {
  for (const std::string_view middle : {"i=1000", "i=2147483648", "i=4294967295"}) {
    CAPTURE(middle);
    CHECK(Pbkdf2String::parse(with_params(middle)).value().text() == with_params(middle));
  }
  for (const std::string_view middle : {"",
                                        "i=",
                                        "i",
                                        "i=0",
                                        "i=1",
                                        "i=999",
                                        "i=4294967296",
                                        "i=99999999999999999999",
                                        "i=01000",
                                        "i=+1000",
                                        "i=-1000",
                                        "i= 1000",
                                        "i=1000 ",
                                        "i=0x1000",
                                        "i=1e6",
                                        "I=1000",
                                        "1000",
                                        "t=1000",
                                        "v=1$i=1000",
                                        "i=1000,i=1000",
                                        "i=1000,",
                                        "$i=1000",
                                        "i=1000,x=1",
                                        "i=1000,data=AAAA"}) {
    CAPTURE(middle);
    CHECK(parse_error(with_params(middle)) == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P07 and P17: a salt has 8 to 48 bytes and a tag 12 to 32") {
  struct Row {
    std::size_t salt_characters, tag_characters;
    bool read;
  };
  const std::vector<Row> rows{
      {11, 16, true},                    // 8 and 12 bytes
      {64, 43, true},                    // 48 and 32 bytes
      {10, 16, false}, {11, 15, false},  // 7 and 11
      {66, 43, false}, {64, 44, false},  // 49 and 33
      {64, 86, false}, {0, 43, false},       {11, 0, false},       {13, 43, false},
      {11, 17, false}, {100'000, 43, false}, {11, 100'000, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.salt_characters);
    CAPTURE(row.tag_characters);
    const auto parsed = Pbkdf2String::parse(with_sizes("i=1000", row.salt_characters, row.tag_characters));
    CHECK(parsed.has_value() == row.read);
    if (!parsed) CHECK(parsed.error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P05: a PBKDF2 string that is cut, longer, padded or of another alphabet is malformed") {
  const std::size_t shortest = reference.rfind('$') + 1 + 16;  // 12 bytes of tag
  const std::string_view id = "$pbkdf2-sha256$";
  for (std::size_t length = id.size(); length < shortest; ++length) {
    CAPTURE(length);
    CHECK(parse_error(reference.substr(0, length)) == fail(Errc::hash_malformed));
  }
  for (const std::string_view tail : {"=", "\n", " ", "$", "$x", "A", "AA"}) {
    CAPTURE(tail);
    CHECK(parse_error(std::string{reference} + std::string{tail}) == fail(Errc::hash_malformed));
  }
  const std::string last_bit{with_sizes("i=1000", 22, 42) + "B"};  // 32 bytes leave two spare bits
  CHECK(parse_error(last_bit) == fail(Errc::hash_malformed));
  for (const char foreign : {'.', '-', '_', '=', ' ', '\0'}) {  // '.' is passlib's '+'
    std::string text = with_sizes("i=1000", 22, 43);
    text[text.size() - 5] = foreign;
    CHECK(parse_error(text) == fail(Errc::hash_malformed));
  }
}

TEST_CASE("passlib's form, whose parameter has no name, is malformed; other functions are unsupported") {
  // passlib's documentation of pbkdf2_sha256.
  CHECK(
      parse_error("$pbkdf2-sha256$6400$0ZrzXitFSGltTQnBWOsdeg$Y11AchqV4b0sUisdZd0Xr97KWoymNE0LNNrnEgY4H9M") ==
      fail(Errc::hash_malformed));
  for (const std::string_view text :
       {"$pbkdf2$i=1000$", "$pbkdf2-sha512$i=1000$", "$pbkdf2-sha1$i=1000$", "$argon2id$v=19$", "$2b$12$"}) {
    CAPTURE(text);
    CHECK(parse_error(text) == fail(Errc::hash_unsupported));
  }
  for (const std::string_view text :
       {"", "$pbkdf2-sha256", "pbkdf2-sha256$i=1000", "$PBKDF2-SHA256$i=1000"}) {
    CAPTURE(text);
    CHECK(parse_error(text) == fail(Errc::hash_malformed));
  }
}
