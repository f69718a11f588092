// scrypt's stored form: what is read, what is refused and what is written; and the bounds of its parameters.
#include "password/scrypt_string.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace signet;
using detail::scrypt_memory;
using detail::ScryptString;

namespace {

// RFC 7914 §12: password "pleaseletmein", salt "SodiumChloride".
constexpr std::string_view reference =
    "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkK"
    "pr55h6F3A1lHkDfzwF7RVdYhw";
constexpr std::string_view salt_and_tag = reference.substr(reference.find('$', 8));

std::string with_params(std::string_view middle) {
  return "$scrypt$" + std::string{middle} + std::string{salt_and_tag};
}

std::string with_sizes(std::size_t salt, std::size_t tag) {
  return "$scrypt$ln=4,r=1,p=1$" + std::string(salt, 'A') + "$" + std::string(tag, 'A');
}

}  // namespace

TEST_CASE("the parts of an scrypt string are read and written back as they stood") {
  const auto parsed = ScryptString::parse(reference);
  REQUIRE(parsed.has_value());
  CHECK(parsed->params() == ScryptParams{.log_n = 14, .r = 8, .p = 1});
  CHECK(std::string_view{reinterpret_cast<const char*>(parsed->salt().data()), parsed->salt().size()} ==
        "SodiumChloride");
  CHECK(parsed->tag().size() == 64);
  CHECK(parsed->text() == reference);
}

TEST_CASE("P17: N is no power of two in no spelling, 2 at least, and r * p below 2^30") {
  struct Row {
    std::string_view params;
    bool read;
  };
  const std::vector<Row> rows{
      {"ln=1,r=1,p=1", true},           {"ln=0,r=1,p=1", false},   // N = 1
      {"ln=15,r=1,p=1", true},          {"ln=16,r=1,p=1", false},  // RFC 7914 §6: N < 2^(128 * r / 8)
      {"ln=31,r=2,p=1", true},          {"ln=32,r=2,p=1", false},
      {"ln=63,r=4,p=1", true},          {"ln=64,r=8,p=1", false},
      {"ln=4294967295,r=8,p=1", false}, {"ln=14,r=0,p=1", false},
      {"ln=14,r=8,p=0", false},         {"ln=1,r=1073741823,p=1", true},
      {"ln=1,r=1073741824,p=1", false}, {"ln=1,r=1,p=1073741823", true},
      {"ln=1,r=1,p=1073741824", false}, {"ln=1,r=32768,p=32767", true},
      {"ln=1,r=32768,p=32768", false},  {"ln=1,r=4294967295,p=4294967295", false},
      {"N=16384,r=8,p=1", false},       {"n=16384,r=8,p=1", false},
      {"ln=14.5,r=8,p=1", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.params);
    const auto parsed = ScryptString::parse(with_params(row.params));
    CHECK(parsed.has_value() == row.read);
    if (!parsed) CHECK(parsed.error() == fail(Errc::hash_malformed));
    if (parsed) CHECK(parsed->text() == with_params(row.params));
  }
}

TEST_CASE("P07: scrypt's parameters spelt any other way are malformed") {
  for (const std::string_view params :
       {"", "ln=14", "ln=14,r=8", "r=8,ln=14,p=1", "ln=14,p=1,r=8", "ln=014,r=8,p=1", "ln=14,r=08,p=1",
        "ln=14,r=8,p=01", "ln=+14,r=8,p=1", "ln=14,r=-8,p=1", "ln= 14,r=8,p=1", "ln=14,r=8,p=1,p=1",
        "ln=14,r=8,p=1,x=1", "ln=14;r=8;p=1", "LN=14,r=8,p=1", "ln=,r=8,p=1", "v=1$ln=14,r=8,p=1",
        "ln=14,r=4294967296,p=1", "ln=14,r=8,p=1 "}) {
    CAPTURE(params);
    CHECK(ScryptString::parse(with_params(params)).error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P07: scrypt's salt has 8 to 48 bytes and its tag 12 to 64") {
  struct Row {
    std::size_t salt_characters, tag_characters;
    bool read;
  };
  const std::vector<Row> rows{
      {11, 16, true},  {10, 16, false}, {11, 15, false}, {64, 86, true},       {66, 86, false},
      {64, 87, false}, {0, 43, false},  {11, 0, false},  {11, 100'000, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.salt_characters);
    CAPTURE(row.tag_characters);
    const auto parsed = ScryptString::parse(with_sizes(row.salt_characters, row.tag_characters));
    CHECK(parsed.has_value() == row.read);
    if (!parsed) CHECK(parsed.error() == fail(Errc::hash_malformed));
  }
}

TEST_CASE("P05: an scrypt string that is cut, longer, padded or of another alphabet is malformed") {
  const std::size_t shortest = reference.rfind('$') + 1 + 16;  // 12 bytes of tag
  for (std::size_t length = 0; length < shortest; ++length) {
    CAPTURE(length);
    CHECK(ScryptString::parse(reference.substr(0, length)).error() == fail(Errc::hash_malformed));
  }
  for (const std::string_view tail : {"=", "==", "\n", "$", "$x", "A"}) {
    CAPTURE(tail);
    CHECK(ScryptString::parse(std::string{reference} + std::string{tail}).error() ==
          fail(Errc::hash_malformed));
  }
  std::string changed{reference};
  changed.back() = 'x';  // spare bits
  CHECK(ScryptString::parse(changed).error() == fail(Errc::hash_malformed));
  CHECK(ScryptString::parse(std::string{reference} + '\0').error() == fail(Errc::hash_malformed));
  CHECK(ScryptString::parse("$argon2id$v=19$m=8,t=1,p=1$").error() == fail(Errc::hash_unsupported));
  CHECK(ScryptString::parse("$7$C6..../....").error() == fail(Errc::hash_unsupported));
}

TEST_CASE("scrypt's memory is 128 * r * (N + p) bytes, in KiB rounded up") {
  CHECK(scrypt_memory(presets::scrypt) == 128 * 1024 + 1);
  CHECK(scrypt_memory({.log_n = 1, .r = 1, .p = 1}) == 1);
  CHECK(scrypt_memory({.log_n = 10, .r = 8, .p = 16}) == 1024 + 16);
  CHECK(scrypt_memory({.log_n = 32, .r = 3, .p = 8}) == (std::uint64_t{3} << 29) + 3);
  CHECK(scrypt_memory({.log_n = 33, .r = 3, .p = 1}) == UINT64_MAX);
}
