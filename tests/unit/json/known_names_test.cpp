// Known names: a scan notes the same as a look at each member afterwards, at every level and in every form.
#include "json/known_names.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "support/cpu_levels.hpp"

using namespace signet;
using detail::KnownNames;
using detail::NotedNames;
using signet_test::at_each_cpu_level;

namespace {

constexpr KnownNames known{"iss", "exp", "scope", "x"};

std::uint64_t bit_of(std::string_view name) {
  return std::uint64_t{1} << KnownNames::bucket_of(KnownNames::head_of(name));
}

std::size_t place_of(const NotedNames& noted, std::string_view name) {
  return noted.places[KnownNames::bucket_of(KnownNames::head_of(name))];
}

// Another name in the bucket of this one.
std::string neighbour_of(std::string_view name) {
  for (int i = 0;; ++i) {
    const std::string other = "n" + std::to_string(i);
    if (bit_of(other) == bit_of(name)) return other;
  }
}

struct Noted {
  explicit Noted(std::string source) : text(std::move(source)) {
    count = *detail::scan_noting(text, index, {}, known, by_scan);
    afterwards = detail::noted_in({text.data(), std::span{index}.first(count)}, known);
  }

  std::string text;
  std::array<JsonMember, 256> index;
  std::size_t count = 0;
  NotedNames by_scan;
  NotedNames afterwards;
};

bool same(const NotedNames& a, const NotedNames& b) {
  if (a.met != b.met || a.texts != b.texts) return false;
  for (std::size_t bucket = 0; bucket < 64; ++bucket) {
    if ((a.met >> bucket & 1) != 0 && a.places[bucket] != b.places[bucket]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("noted are the names that are known, their places, and which of their values are strings") {
  at_each_cpu_level([] {
    const Noted noted{R"({"a":1,"iss":"i","b":"x","exp":1700000000,"x":["x"],"isss":"x","scopes":"x"})"};
    CHECK(noted.by_scan.met == (bit_of("iss") | bit_of("exp") | bit_of("x")));
    CHECK(noted.by_scan.texts == bit_of("iss"));
    CHECK(place_of(noted.by_scan, "iss") == 1);
    CHECK(place_of(noted.by_scan, "exp") == 3);
    CHECK(place_of(noted.by_scan, "x") == 4);
  });
}

TEST_CASE("what is noted in any form of an object is what a look at its members afterwards finds") {
  std::string many = "{";
  for (int i = 0; i < 255; ++i) many += "\"" + std::to_string(i) + "\":1,";
  const std::vector<std::string> sources{
      R"({})",
      R"({"exp":1})",
      R"( { "iss" : "i" , "exp" : 1 , "scope" : "a b" } )",
      R"({"\u0069ss":"i","\u0065xp":1,"sc\u006fpe":"x","iss\u0000":"no","\u0000":"no"})",
      R"({"iss":"\u0069","exp":-1.5e3,"scope":null,"x":{"iss":"no","exp":"no"},"":"no"})",
      R"({"é":1,"iss":["é"],"exp":"1","scope":true})",
      "{\"" + neighbour_of("exp") + R"(":"text","exp":1})",
      R"({"exp":1,")" + neighbour_of("exp") + R"(":"text"})",
      "{\"" + neighbour_of("iss") + R"(":1,"iss":"text","\u0061":"b"})",
      R"({"a":"\u0061",")" + neighbour_of("iss") + R"(":1,"iss":"text"})",
      many + "\"iss\":\"the last of 256\"}",
  };
  at_each_cpu_level([&sources] {
    for (const std::string& source : sources) {
      CAPTURE(source);
      const Noted noted{source};
      CHECK(same(noted.by_scan, noted.afterwards));
    }
  });
}

TEST_CASE("a scan forgets what was noted of another text") {
  NotedNames noted;
  std::array<JsonMember, 4> index;
  std::string first = R"({"iss":"i"})";
  std::string second = R"({"exp":1})";
  CHECK(*detail::scan_noting(first, index, {}, known, noted) == 1);
  CHECK(*detail::scan_noting(second, index, {}, known, noted) == 1);
  CHECK(noted.met == bit_of("exp"));
  CHECK(noted.texts == 0);
}
