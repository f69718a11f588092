#include "signet/password/phc_string.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;

namespace {

// Computed by the argon2 command of P-H-C/phc-winner-argon2 (its test.c): password "password", salt
// "somesalt".
constexpr std::string_view reference =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
constexpr std::string_view salt_and_tag = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

std::string with_params(std::string_view middle) {
  return "$argon2id$" + std::string{middle} + std::string{salt_and_tag};
}

std::string with_sizes(std::size_t salt, std::size_t tag) {
  return "$argon2id$v=19$m=256,t=2,p=1$" + std::string(salt, 'A') + "$" + std::string(tag, 'A');
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("the parts of a PHC string are read and written back as they stood") {
  const auto phc = PhcString::parse(reference);
  REQUIRE(phc.has_value());
  CHECK(phc->version() == Argon2Version::v19);
  CHECK(phc->params() == Argon2Params{.memory = KiB{256}, .passes = 2, .lanes = 1});
  CHECK(text_of(phc->salt()) == "somesalt");
  CHECK(phc->tag().size() == 32);
  CHECK(phc->text() == reference);
}

TEST_CASE("a string made of parts reads as those parts") {
  const std::string salt(16, 's');
  const std::string tag(32, 't');
  const Argon2Params params{.memory = KiB{4294967295}, .passes = 4294967295, .lanes = 4};
  const auto phc = PhcString::of(params, std::as_bytes(std::span{salt}), std::as_bytes(std::span{tag}));
  REQUIRE(phc.has_value());
  CHECK(phc->text() ==
        "$argon2id$v=19$m=4294967295,t=4294967295,p=4$c3Nzc3Nzc3Nzc3Nzc3Nzcw"
        "$dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHQ");
  const auto again = PhcString::parse(phc->text());
  REQUIRE(again.has_value());
  CHECK(again->params() == params);
  CHECK(text_of(again->salt()) == salt);
  CHECK(text_of(again->tag()) == tag);
}

TEST_CASE("version 16 is read with and without its mark, and written with it") {
  for (const std::string_view middle : {"v=16$m=256,t=2,p=1", "m=256,t=2,p=1"}) {
    CAPTURE(middle);
    const auto phc = PhcString::parse(with_params(middle));
    REQUIRE(phc.has_value());
    CHECK(phc->version() == Argon2Version::v16);
    CHECK(phc->text() == with_params("v=16$m=256,t=2,p=1"));
  }
}

TEST_CASE("argon2i and argon2d are read as what they are, and written back") {
  struct Row {
    std::string_view id;
    Argon2Type type;
  };
  for (const Row& row : {Row{"$argon2i$", Argon2Type::i}, Row{"$argon2d$", Argon2Type::d}}) {
    CAPTURE(row.id);
    const std::string text = std::string{row.id} + with_params("v=19$m=256,t=2,p=1").substr(10);
    const auto phc = PhcString::parse(text);
    REQUIRE(phc.has_value());
    CHECK(phc->params() == Argon2Params{.memory = KiB{256}, .passes = 2, .lanes = 1, .type = row.type});
    CHECK(phc->text() == text);
    CHECK(PhcString::parse(std::string{row.id} + "m=256").error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P06 and P07: parameters are read up to 2^32 - 1 and refused below their minimum") {
  struct Row {
    std::string_view middle;
    bool read;
  };
  const std::vector<Row> rows{
      {"v=19$m=8,t=1,p=1", true},
      {"v=19$m=7,t=1,p=1", false},
      {"v=19$m=128,t=1,p=16", true},
      {"v=19$m=127,t=1,p=16", false},
      {"v=19$m=256,t=0,p=1", false},
      {"v=19$m=256,t=1,p=0", false},
      {"v=19$m=0,t=1,p=0", false},
      {"v=19$m=4294967295,t=4294967295,p=16777216", true},
      {"v=19$m=4294967296,t=1,p=1", false},
      {"v=19$m=256,t=4294967296,p=1", false},
      {"v=19$m=256,t=1,p=4294967296", false},
      {"v=19$m=4294967295,t=1,p=4294967295", false},  // 8 * p beyond 32 bits
      {"v=19$m=99999999999999999999999,t=1,p=1", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.middle);
    const auto phc = PhcString::parse(with_params(row.middle));
    CHECK(phc.has_value() == row.read);
    if (!phc) CHECK(phc.error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P07: parameters spelt any other way are malformed") {
  for (const std::string_view middle : {
           "",
           "v=19",
           "v=42$m=256,t=2,p=1",
           "v=019$m=256,t=2,p=1",
           "v=$m=256,t=2,p=1",
           "v=19m=256,t=2,p=1",
           "v=19$v=19$m=256,t=2,p=1",
           "v=19$t=2,m=256,p=1",
           "v=19$m=256,p=1,t=2",
           "v=19$m=256,t=2",
           "v=19$m=256,p=1",
           "v=19$t=2,p=1",
           "v=19$m=256,t=2,p=1,p=1",
           "v=19$m=256,m=256,t=2,p=1",
           "v=19$m=256,t=2,p=1,keyid=AAAA",
           "v=19$m=256,t=2,p=1,data=AAAA",
           "v=19$m=0256,t=2,p=1",
           "v=19$m=256,t=02,p=1",
           "v=19$m=256,t=2,p=01",
           "v=19$m=+256,t=2,p=1",
           "v=19$m=256,t=-2,p=1",
           "v=19$m= 256,t=2,p=1",
           "v=19$m=256, t=2,p=1",
           "v=19$m=256,t=2,p=1 ",
           "v=19$m=0x100,t=2,p=1",
           "v=19$m=256;t=2;p=1",
           "v=19$M=256,t=2,p=1",
           "v=19$m=,t=2,p=1",
           "v=19$m=256,t=2,p=",
           "v=19$$m=256,t=2,p=1",
       }) {
    CAPTURE(middle);
    CHECK(PhcString::parse(with_params(middle)).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P07: a salt has 8 to 48 bytes and a tag 12 to 64") {
  struct Row {
    std::size_t salt_characters, tag_characters;
    bool read;
  };
  const std::vector<Row> rows{
      {11, 16, true},                                         // 8 and 12 bytes
      {10, 16, false}, {11, 15, false},      {64, 86, true},  // 48 and 64 bytes
      {66, 86, false}, {64, 87, false},      {0, 43, false},
      {11, 0, false},  {13, 43, false},  // no encoding has this length
      {11, 17, false}, {100'000, 43, false}, {11, 100'000, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.salt_characters);
    CAPTURE(row.tag_characters);
    const auto phc = PhcString::parse(with_sizes(row.salt_characters, row.tag_characters));
    CHECK(phc.has_value() == row.read);
    if (!phc) CHECK(phc.error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P05: a string cut before its tag, or longer by what is no base64, is malformed") {
  const std::size_t shortest = reference.rfind('$') + 1 + 16;  // 12 bytes of tag
  for (std::size_t length = 0; length < shortest; ++length) {
    CAPTURE(length);
    CHECK(PhcString::parse(reference.substr(0, length)).error() == fail(Errc::hash_malformed));
  }
  for (const std::string_view tail : {"=", "\n", " ", "$", "$x", "AA"}) {
    CAPTURE(tail);
    CHECK(PhcString::parse(std::string{reference} + std::string{tail}).error() == fail(Errc::hash_malformed));
  }
  CHECK(PhcString::parse(std::string{reference} + '\0').error() == fail(Errc::hash_malformed));
}

TEST_CASE("P05 and P07: salt and tag are strict base64") {
  const std::string prefix{"$argon2id$v=19$m=256,t=2,p=1$"};
  for (const std::string_view tail : {
           "c29tZXNhbHR$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",   // spare bits set in the salt
           "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/5",   // and in the tag
           "c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",  // padded
           "c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4=",
           "c29tZXNhbH-$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",  // URL alphabet
           "c29tZXNhbHQ$nf65EOgLrQMR_uIPnA4rEsF5h7TKyQwu9U1bMCHGi_4",
           "c29t ZXNhbH$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
           "c29tZXNhbHQ",  // no tag
           "c29tZXNhbHQ$",
       }) {
    CAPTURE(tail);
    CHECK(PhcString::parse(prefix + std::string{tail}).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("strings of other functions are unsupported, and what is no such string is malformed") {
  for (const std::string_view text : {"$argon2$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2di$",
                                      "$scrypt$ln=16", "$6$", "$argon2ids$v=19", "$2b$12$"}) {
    CAPTURE(text);
    CHECK(PhcString::parse(text).error() == fail(Errc::hash_unsupported));
  }
  for (const std::string_view text : {"", "$", "$$", "argon2id$v=19", "$argon2id", "$ARGON2ID$v=19",
                                      "$argon2id $v=19", "plain", "$a2345678901234567890123456789012x$"}) {
    CAPTURE(text);
    CHECK(PhcString::parse(text).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("no string is made of a salt, tag or parameters outside the format's bounds") {
  const std::vector<std::byte> bytes(65);
  const auto sized = [&](std::size_t salt, std::size_t tag) {
    return PhcString::of(presets::standard, std::span{bytes}.first(salt), std::span{bytes}.first(tag));
  };
  CHECK(sized(8, 12).has_value());
  CHECK(sized(48, 64).has_value());
  CHECK(sized(7, 32).error() == fail(Errc::hash_malformed));
  CHECK(sized(49, 32).error() == fail(Errc::hash_malformed));
  CHECK(sized(16, 11).error() == fail(Errc::hash_malformed));
  CHECK(sized(16, 65).error() == fail(Errc::hash_malformed));
  const std::span<const std::byte> sixteen = std::span{bytes}.first(16);
  CHECK(PhcString::of({.memory = KiB{31}, .passes = 1, .lanes = 4}, sixteen, sixteen).error() ==
        fail(Errc::hash_malformed));
}
