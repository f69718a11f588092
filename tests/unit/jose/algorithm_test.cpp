// The algorithm table: what is in it, and that nothing else is found in it.
#include "signet/jose/algorithm.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;

TEST_CASE("each row stands at its enumerator and is found by its registered name") {
  for (const AlgorithmSpec& spec : algorithms) {
    CHECK(&spec_of(spec.algorithm) == &spec);
    CHECK(find_algorithm(spec.name) == &spec);
  }
}

TEST_CASE("T01, T03: no other spelling is an algorithm, none least of all") {
  for (const std::string_view name : {"none", "None", "NONE", "nOnE", "none ", "", "hs256", "Rs256", "ES512",
                                      "PS256", "Ed25519", "HS256 "}) {
    CAPTURE(name);
    CHECK(find_algorithm(name) == nullptr);
  }
}

TEST_CASE("a set contains what it was made of and what was inserted") {
  AlgorithmSet set{Algorithm::ES256, Algorithm::HS256};
  CHECK(set.contains(Algorithm::ES256));
  CHECK(set.contains(Algorithm::HS256));
  CHECK_FALSE(set.contains(Algorithm::RS256));
  CHECK(set.insert(Algorithm::RS256).contains(Algorithm::RS256));
  CHECK(AlgorithmSet{}.empty());
  CHECK_FALSE(set.empty());
}
