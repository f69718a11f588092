#include "signet/core/uuid.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

using namespace signet;

namespace {

class FixedRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    std::ranges::fill(out, std::byte{0xff});
    return {};
  }
};

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return fail(Errc::random_unavailable); }
};

}  // namespace

TEST_CASE("a random UUID carries version 4 and the RFC 9562 variant") {
  FixedRandom random;
  const auto uuid = Uuid::random(random);
  REQUIRE(uuid.has_value());
  CHECK(uuid->text() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST_CASE("no UUID is made without randomness") {
  NoRandom random;
  CHECK(Uuid::random(random).error() == fail(Errc::random_unavailable));
}

TEST_CASE("two random UUIDs differ") {
  CHECK(*Uuid::random(system_random()) != *Uuid::random(system_random()));
}

TEST_CASE("the text form is read back, in either case") {
  // RFC 9562, appendix A.3
  const auto uuid = Uuid::parse("919108F7-52D1-4320-9BAC-F847DB4148A8");
  REQUIRE(uuid.has_value());
  CHECK(uuid->text() == "919108f7-52d1-4320-9bac-f847db4148a8");
  const auto characters = uuid->characters();
  CHECK(std::string_view{characters.data(), characters.size()} == "919108f7-52d1-4320-9bac-f847db4148a8");
}

TEST_CASE("each byte is two digits in its place, whatever the others are") {
  constexpr std::array<std::size_t, 16> places{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
  constexpr std::string_view digits = "0123456789abcdef";
  for (const unsigned around : {0x00U, 0x9aU, 0xffU}) {
    std::array<std::uint8_t, 16> bytes;
    bytes.fill(static_cast<std::uint8_t>(around));
    const std::string others = Uuid::from_bytes(bytes).text();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (unsigned byte = 0; byte < 256; ++byte) {
        auto changed = bytes;
        changed[at] = static_cast<std::uint8_t>(byte);
        std::string expected = others;
        expected[places[at]] = digits[byte / 16];
        expected[places[at] + 1] = digits[byte % 16];
        REQUIRE(Uuid::from_bytes(changed).text() == expected);
      }
    }
  }
}

TEST_CASE("anything but 36 characters of hex and hyphens is refused") {
  const std::vector<std::string_view> texts{"",
                                            "919108f7-52d1-4320-9bac-f847db4148a",
                                            "919108f7-52d1-4320-9bac-f847db4148a88",
                                            "919108f7052d1-4320-9bac-f847db4148a8",
                                            "g19108f7-52d1-4320-9bac-f847db4148a8",
                                            "919108f752d143209bacf847db4148a8",
                                            "{19108f7-52d1-4320-9bac-f847db4148a}"};
  for (const auto text : texts) {
    CAPTURE(text);
    CHECK(Uuid::parse(text).error() == fail(Errc::uuid_malformed));
  }
}
