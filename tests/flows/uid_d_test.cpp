// The uids of flow D's tokens. Expected values: the same packing computed by Python's hashlib and uuid.
#include "refresh_server/uid.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "signet/core/random.hpp"

using namespace signet;
using namespace signet::example;

namespace {

constexpr SessionTag tag = SessionTag::of(0x123456789abcdef);

struct Row {
  UidParts parts;
  const char* text;
};

const std::array rows{
    Row{{tag, 0, TokenKind::access}, "12345678-9abc-4def-b339-34733aa55796"},
    Row{{tag, 0, TokenKind::refresh}, "12345678-9abc-4def-b339-34733aa55797"},
    Row{{tag, 7, TokenKind::refresh}, "12345678-9abc-4def-b339-34733aa55799"},
    Row{{tag, 0xffffffff, TokenKind::access}, "12345678-9abc-4def-b339-3472c55aa868"},
};

}  // namespace

TEST_CASE("a uid is a version 4 UUID that gives back what it was made of") {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(make_uid(row.parts).text() == row.text);
    CHECK(read_uid(*Uuid::parse(row.text)) == row.parts);
  }
}

TEST_CASE("a uid with another version, another variant or one changed bit is none of ours") {
  const Uuid good = make_uid({tag, 7, TokenKind::access});
  for (const std::size_t bit : {50U, 48U, 64U, 65U, 66U, 80U, 94U}) {
    CAPTURE(bit);
    auto bytes = good.bytes();
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (0x80 >> (bit % 8)));
    CHECK_FALSE(read_uid(Uuid::from_bytes(bytes)));
  }
  CHECK_FALSE(read_uid(Uuid{}));
}

TEST_CASE("a changed bit of the tag names another session or none") {
  const Uuid good = make_uid({tag, 7, TokenKind::access});
  for (std::size_t bit = 0; bit < 48; ++bit) {
    auto bytes = good.bytes();
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (0x80 >> (bit % 8)));
    const auto read = read_uid(Uuid::from_bytes(bytes));
    CHECK((!read || read->tag != tag));
  }
}

TEST_CASE("sessions, generations and kinds all have uids of their own") {
  std::set<Uuid> seen;
  for (int session = 0; session < 50; ++session) {
    const auto random = SessionTag::random(system_random());
    REQUIRE(random);
    for (std::uint32_t generation = 0; generation < 20; ++generation) {
      seen.insert(make_uid({*random, generation, TokenKind::access}));
      seen.insert(make_uid({*random, generation, TokenKind::refresh}));
    }
  }
  CHECK(seen.size() == 2000);
}

TEST_CASE("a family belongs to one tag and one user") {
  CHECK(family_of(tag, 42).uuid.text() == "7d1c3f4c-96fc-07be-77d6-bc444389b6ce");
  CHECK(family_of(tag, 18446744073709551615U).uuid.text() == "a79045de-dd18-05bc-0d39-f32a8cb01a75");
  CHECK(family_of(tag, 42) != family_of(tag, 43));
  CHECK(family_of(tag, 42) != family_of(SessionTag::of(0x123456789abcdee), 42));
}
