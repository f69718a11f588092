// base64url at every vector level: the same bytes, and the same refusal at the same place, as the oracle's.
#include "signet/jose/base64url.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base64url_oracle.hpp"
#include "support/cpu_levels.hpp"

using namespace signet;
using base64url_oracle::Answer;
using base64url_oracle::Random;
using signet_test::at_each_cpu_level;

namespace {

// Lengths below each kernel's block, at it and above it, and those of signatures: 43 HS256, 86 ES256.
const std::vector<std::size_t> lengths{1,  2,  3,  4,  7,  10, 18, 19, 20, 31, 32,  33, 34,
                                       35, 36, 43, 60, 63, 64, 65, 67, 86, 99, 128, 131};

Answer answer_of(std::string_view text) {
  const Result<std::string> decoded = base64url_decode(text);
  if (decoded) return {*decoded, {}};
  REQUIRE(decoded.error() == Error{Errc::base64url_invalid});
  return {"", decoded.error().position()};
}

void check_like_oracle(const std::string& text) {
  // Once for 100,000 texts: an assertion for each would take longer than all the decoding.
  if (answer_of(text) == base64url_oracle::decode(text)) return;
  CAPTURE(text);
  CHECK(answer_of(text).refused_at == base64url_oracle::decode(text).refused_at);
  CHECK(answer_of(text).bytes == base64url_oracle::decode(text).bytes);
}

// A kernel may run before main; the level is then asked for here first.
const std::string before_main = base64url_encode("before main");

}  // namespace

TEST_CASE("base64url works in a static initialiser") { CHECK(before_main == "YmVmb3JlIG1haW4"); }

TEST_CASE("at every level, random bytes of every size up to 300 are encoded and decoded as by RFC 4648") {
  at_each_cpu_level([] {
    Random random;
    for (std::size_t size = 0; size <= 300; ++size) {
      const std::string bytes = random.bytes(size);
      const std::string text = base64url_encode(bytes);
      REQUIRE(text == base64url_oracle::encode(bytes));
      REQUIRE(answer_of(text) == Answer{bytes, {}});
    }
  });
}

TEST_CASE("at every level, every character of the alphabet is made in every place") {
  at_each_cpu_level([] {
    for (std::size_t place = 0; place < 128; ++place) {
      for (const char character : base64url_oracle::alphabet) {
        std::string text(128, 'A');
        text[place] = character;
        REQUIRE(base64url_encode(base64url_oracle::decode(text).bytes) == text);
      }
    }
  });
}

TEST_CASE(
    "T15: at every level, each of the 256 bytes is taken or refused in each place of texts of many lengths") {
  at_each_cpu_level([] {
    Random random;
    for (const std::size_t length : lengths) {
      std::string text = random.characters(length);
      for (char& place : text) {
        const char before = place;
        for (int byte = 0; byte < 256; ++byte) {
          place = static_cast<char>(byte);
          check_like_oracle(text);
        }
        place = before;
      }
    }
  });
}

TEST_CASE(
    "T15, T16: at every level, of all twins of a last character only the one without spare bits is taken") {
  at_each_cpu_level([] {
    Random random;
    for (std::size_t length = 1; length <= 300; ++length) {
      std::string text = random.characters(length);
      for (const char last : base64url_oracle::alphabet) {
        text.back() = last;
        check_like_oracle(text);
      }
    }
  });
}

TEST_CASE("at every level, the first of several wrong characters is the one that is told") {
  at_each_cpu_level([] {
    Random random;
    for (int round = 0; round < 3000; ++round) {
      std::string text = random.characters(1 + random.below(300));
      for (std::size_t wrong = random.below(4); wrong > 0; --wrong) {
        text[random.below(text.size())] = random.bytes(1)[0];
      }
      check_like_oracle(text);
    }
  });
}

TEST_CASE("at every level, bytes at random are answered alike") {
  at_each_cpu_level([] {
    Random random;
    for (int round = 0; round < 1000; ++round) check_like_oracle(random.bytes(random.below(300)));
  });
}

TEST_CASE("T15, T16: at every level, the vectors of RFC 7515 §2 and RFC 4648 hold") {
  std::ifstream file{SIGNET_SOURCE_DIR "/tests/vectors/rfc-misc/base64url_strict.json"};
  const nlohmann::json vectors = nlohmann::json::parse(file);
  REQUIRE(vectors["cases"].size() == 60);
  at_each_cpu_level([&] {
    for (const auto& row : vectors["cases"]) {
      const auto text = row["input"].get<std::string>();
      CAPTURE(text);
      CHECK(base64url_decode(text).has_value() == (row["expect"] == "accept"));
      CHECK(answer_of(text) == base64url_oracle::decode(text));
    }
  });
}
