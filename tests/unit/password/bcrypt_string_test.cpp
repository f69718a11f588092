#include "password/bcrypt_string.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using detail::BcryptString;

namespace {

// From openwall/crypt_blowfish, wrapper.c.
constexpr std::string_view reference = "$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq";

std::string with_prefix(std::string_view prefix) {
  return std::string{prefix} + std::string{reference.substr(7)};
}

}  // namespace

TEST_CASE("P04: 2a, 2b and 2y are read with their cost and written back") {
  struct Row {
    std::string_view prefix;
    char minor;
    std::uint32_t cost;
  };
  const std::vector<Row> rows{{"$2a$04$", 'a', 4}, {"$2b$05$", 'b', 5}, {"$2y$31$", 'y', 31}};
  for (const Row& row : rows) {
    CAPTURE(row.prefix);
    const auto parsed = BcryptString::parse(with_prefix(row.prefix));
    REQUIRE(parsed.has_value());
    CHECK(parsed->minor == row.minor);
    CHECK(parsed->cost == row.cost);
    CHECK(parsed->text() == with_prefix(row.prefix));
  }
}

TEST_CASE("P04: other functions are unsupported") {
  for (const std::string_view prefix :
       {"$2x$05$", "$2$05$", "$2c$05$", "$2z$05$", "$1$05$", "$2bb$05$", "$2b05$", "$y$05$"}) {
    CAPTURE(prefix);
    CHECK(BcryptString::parse(with_prefix(prefix)).error() == fail(Errc::hash_unsupported));
  }
  CHECK(BcryptString::parse("$argon2id$v=19$").error() == fail(Errc::hash_unsupported));
}

TEST_CASE("P04: costs outside 04 .. 31 or in another form are malformed, and so are capital letters") {
  for (const std::string_view prefix :
       {"$2b$03$", "$2b$32$", "$2b$99$", "$2b$4$", "$2b$005$", "$2b$ 5$", "$2b$+5$", "$2b$-5$", "$2b$$",
        "$2b$0a$", "$2b$05", "$2b$05.", "$2B$05$", "$2`$05$", "2b$05$", "b$05$"}) {
    CAPTURE(prefix);
    CHECK(BcryptString::parse(with_prefix(prefix)).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P05: a text cut anywhere or longer by anything is malformed") {
  for (std::size_t length = 0; length < reference.size(); ++length) {
    CAPTURE(length);
    CHECK(BcryptString::parse(reference.substr(0, length)).error() == fail(Errc::hash_malformed));
  }
  for (const char tail : {'.', 'A', '\n', '\0', ' ', '$'}) {
    CHECK(BcryptString::parse(std::string{reference} + tail).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P05: foreign characters and spare bits are malformed in salt and digest alike") {
  struct Row {
    std::size_t at;
    char character;
  };
  const std::vector<Row> rows{{7, '-'},  {7, '+'},   {7, '\0'}, {7, '\x80'}, {28, '/'}, {28, 'A'},
                              {29, '='}, {59, '\n'}, {59, '/'}, {59, 'r'},   {59, ':'}, {40, '$'}};
  for (const Row& row : rows) {
    CAPTURE(row.at);
    CAPTURE(row.character);
    std::string text{reference};
    text[row.at] = row.character;
    CHECK(BcryptString::parse(text).error() == fail(Errc::hash_malformed));
  }
}
