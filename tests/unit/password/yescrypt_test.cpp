// yescrypt: its stored form, and hashing and verifying where there is libxcrypt. Expected values are of the
// reference implementation (openwall/yescrypt, TESTS-OK, password "pleaseletmein").
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "password/backend.hpp"
#include "password/crypt64.hpp"
#include "signet/password/password_hasher.hpp"

using namespace signet;
using detail::YescryptString;

namespace {

constexpr std::string_view password = "pleaseletmein";

struct Reference {
  std::string_view text;
  YescryptParams params;
};
constexpr Reference references[] = {
    {"$y$jC4$LdJMENpBABJJ3hIHjB1B$jVg4HoqqpbmQv/NCpin.QCMagJ8o4QX7lXdzvVV0xFC", {.log_n = 15, .r = 7}},
    {"$y$j80$LdJMENpBABJJ3h2$ysXVVJwuaVlI1BWoEKt/Bz3WNDDmdOWz/8KTQaHL1cC", {.log_n = 11, .r = 3}},
    {"$y$j//$LdJMENpBABJJ3hIHjB1B$U8a2MaK.yesqWySK8Owk6PWeWmp/XuagMbpP45q1/q1", {.log_n = 2, .r = 2}},
};
constexpr std::string_view cheap_reference = references[2].text;
constexpr YescryptParams cheap{.log_n = 4, .r = 8};

struct Change {
  std::string_view from, to;
};

PasswordHasher hasher_for(const HashParams& target) { return *PasswordHasher::build({.target = target}); }

std::string with_params(std::string_view params) {
  return "$y$" + std::string{params} + "$LdJMENpBABJJ3hIHjB1Bi.$" + std::string(43, '.');
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed{text};
  changed.replace(changed.find(from), from.size(), to);
  return changed;
}

// A program built without libxcrypt has the strings all the same.
bool computes() {
  if (detail::has_yescrypt()) return true;
  MESSAGE("skipped: this build has no libxcrypt");
  return false;
}

}  // namespace

TEST_CASE("the reference's strings are read and written back as they stood") {
  for (const Reference& reference : references) {
    CAPTURE(reference.text);
    const auto parsed = YescryptString::parse(reference.text);
    REQUIRE(parsed.has_value());
    CHECK(parsed->params() == reference.params);
    CHECK(parsed->text() == reference.text);
    CHECK(reference.text.starts_with(parsed->setting() + "$"));
    CHECK(parameters_of(reference.text).value() == HashParams{reference.params});
  }
  CHECK(YescryptString::parse(with_params("j9T")).value().params() == YescryptParams{.log_n = 12, .r = 32});
}

TEST_CASE("other flavours, parallelism, time and ROMs of yescrypt are unsupported") {
  for (const std::string_view text :
       {"$y$jD5.7$LdJMENpBABJJ3hIHjB1Bi.$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6",
        "$y$/A2$LdJMENpBABJJ3hIHj/$5IEld1eWdmh5lylrqHLF5dvA3ISpimEM9J1Dd05n/.3",
        "$y$j91.5$LdJMENpBABJJ3hIH$ebKnn23URD5vyLgF9cP2EvVosrUXf7UErGRV0KmC6e6"}) {
    CAPTURE(text);
    CHECK(verify_password(password, text).error() == fail(Errc::hash_unsupported));
  }
  CHECK(YescryptString::parse("$gy$j9T$").error() == fail(Errc::hash_unsupported));
  CHECK(YescryptString::parse("$7$C6..../....").error() == fail(Errc::hash_unsupported));
}

TEST_CASE("P05 and P07: a yescrypt string that is cut, longer or of another alphabet is malformed") {
  const std::string_view whole = references[0].text;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK(YescryptString::parse(whole.substr(0, length)).error() == fail(Errc::hash_malformed));
  }
  for (const std::string_view tail : {".", "=", "\n", "$"}) {
    CHECK(YescryptString::parse(std::string{whole} + std::string{tail}).error() ==
          fail(Errc::hash_malformed));
  }
  for (const Change& change :
       {Change{"jC4", "j"}, Change{"jC4", ""}, Change{"jC4", "jC"}, Change{"jC4", "j.4"},
        Change{"jC4", "jC+"}, Change{"jC4", "jC~"}, Change{"LdJMENpBABJJ3hIHjB1B", "LdJMENpBA/"},
        Change{"jB1B$", "jB1BB$"}, Change{"jB1B$", "jB1+$"}, Change{"0xFC", "0xFc"}, Change{"LdJM", "Ld M"},
        Change{"$jC4$", "$jC4$$"}}) {
    CAPTURE(change.to);
    CHECK(YescryptString::parse(replaced(whole, change.from, change.to)).error() ==
          fail(Errc::hash_malformed));
  }
  CHECK(YescryptString::parse(replaced(with_params("j9T"), "LdJMENpBABJJ3hIHjB1Bi.", std::string(86, '.')))
            .has_value());
  CHECK(YescryptString::parse(replaced(with_params("j9T"), "LdJMENpBABJJ3hIHjB1Bi.", std::string(88, '.')))
            .error() == fail(Errc::hash_malformed));
}

TEST_CASE("numbers of every length are written as they are read, and no other way") {
  for (const std::uint32_t number : {0U, 47U, 48U, 559U, 560U, 16'943U, 16'944U, 541'231U, 541'232U,
                                     17'318'447U, 17'318'448U, 1'073'741'823U, 1'091'060'271U}) {
    CAPTURE(number);
    std::string text;
    detail::append_crypt64_number(text, number);
    std::string_view rest = text;
    CHECK(detail::take_crypt64_number(rest) == number);
    CHECK(rest.empty());
    std::string_view cut = std::string_view{text}.substr(0, text.size() - 1);
    CHECK(detail::take_crypt64_number(cut) == std::nullopt);
  }
}

TEST_CASE("the reference's hashes verify where there is libxcrypt, and are unsupported elsewhere") {
  for (const Reference& reference : references) {
    CAPTURE(reference.text);
    const auto checked = verify_password(password, reference.text);
    if (!detail::has_yescrypt()) {
      CHECK(checked.error() == fail(Errc::hash_unsupported));
      continue;
    }
    CHECK(checked.value() == PasswordCheck::match);
    CHECK(verify_password("pleaseletmeim", reference.text).value() == PasswordCheck::mismatch);
  }
}

TEST_CASE("what was hashed with yescrypt is verified; a NUL or 512 bytes are refused, never cut") {
  using namespace std::string_view_literals;
  if (!computes()) {
    CHECK(PasswordHasher::build({.target = cheap}).error() == fail(Errc::hash_unsupported));
    return;
  }
  const auto hasher = hasher_for(cheap);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{511}}) {
    const std::string given(size, 'x');
    const auto stored = hasher.hash(given, system_random());
    CHECK(stored.value().starts_with("$y$j15$"));
    CHECK(hasher.verify(given, stored.value()).value() == PasswordCheck::match);
    if (size < 511) CHECK(hasher.verify(given + 'x', stored.value()).value() == PasswordCheck::mismatch);
    CHECK(hasher.needs_rehash(stored.value()).value() == RehashReasons{});
  }
  for (const std::string_view refused : {"abc\0def"sv, "\0"sv}) {
    CHECK(hasher.hash(refused, system_random()).error() == fail(Errc::password_unsupported));
    CHECK(hasher.verify(refused, cheap_reference).error() == fail(Errc::password_unsupported));
  }
  CHECK(hasher.hash(std::string(512, 'x'), system_random()).error() == fail(Errc::password_too_long));
  CHECK(hasher.verify(std::string(512, 'x'), cheap_reference).error() == fail(Errc::password_too_long));
  CHECK(hasher.verify_dummy(std::string(512, 'x'), cheap).value() == PasswordCheck::mismatch);
}

TEST_CASE("P06: yescrypt above the ceiling of memory is refused before any work") {
  for (const std::string_view params : {"jGT", "jj5", "jAz....."}) {  // 2 GiB, N of 2^48, r of 17,318,449
    CAPTURE(params);
    CHECK(verify_password(password, with_params(params)).error() == fail(Errc::hash_too_expensive, "memory"));
  }
  if (!computes()) return;
  const auto narrow = PasswordHasher::build({.target = cheap, .ceilings = {.memory = KiB{16}}});
  REQUIRE(narrow.has_value());
  CHECK(narrow->verify(password, with_params("j15")).value() == PasswordCheck::mismatch);
  CHECK(narrow->verify(password, with_params("j16")).error() == fail(Errc::hash_too_expensive, "memory"));
}

TEST_CASE("P09: one character changed in a yescrypt hash is a mismatch") {
  if (!computes()) return;
  for (const Change& change :
       {Change{"j//", "j0/"}, Change{"j//", "j/0"}, Change{"LdJM", "LdJN"}, Change{"/q1", "/q0"}}) {
    CAPTURE(change.to);
    CHECK(verify_password(password, replaced(cheap_reference, change.from, change.to)).value() ==
          PasswordCheck::mismatch);
  }
}

TEST_CASE("P10: yescrypt is hashed anew for less memory, a short salt or another target") {
  CHECK(hasher_for(presets::standard).needs_rehash(cheap_reference).value() ==
        RehashReasons{.algorithm = true});
  if (!computes()) return;
  const auto hasher = hasher_for(YescryptParams{});
  CHECK(hasher.needs_rehash(with_params("j9T")).value() == RehashReasons{});
  CHECK(hasher.needs_rehash(with_params("jAT")).value() == RehashReasons{});
  CHECK(hasher.needs_rehash(with_params("j8T")).value() == RehashReasons{.parameters = true});
  CHECK(hasher.needs_rehash(cheap_reference).value() == RehashReasons{.parameters = true, .form = true});
  const auto build_error = [](const YescryptParams& params) {
    return PasswordHasher::build({.target = params}).error();
  };
  CHECK(build_error({.log_n = 1}) == fail(Errc::option_invalid, "log_n"));
  CHECK(build_error({.r = 0}) == fail(Errc::option_invalid, "r"));
  CHECK(build_error({.log_n = 17}) == fail(Errc::hash_too_expensive, "memory"));
}
