#include "signet/http/request_id.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "signet/core/uuid.hpp"

using namespace signet;

namespace {

class NoRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { return Error{Errc::random_unavailable}; }
};

HeaderFields with_id(std::string id) {
  HeaderFields headers;
  headers.add("X-Request-ID", std::move(id));
  return headers;
}

}  // namespace

TEST_CASE("a harmless request id is taken as it is, up to 64 characters") {
  NoRandom none;
  for (const std::string& id : {std::string{"a"}, std::string{"A-z.0_9"}, std::string(64, 'x')}) {
    CAPTURE(id);
    CHECK(*request_id_of(with_id(id), none) == id);
  }
}

TEST_CASE("any other id is replaced by a fresh UUID") {
  const std::vector<std::string> ids{"", std::string(65, 'x'), "a b", "a\"b", "a/b", "\xc3\xa9", "a\tb"};
  for (const auto& id : ids) {
    CAPTURE(id);
    const auto taken = request_id_of(with_id(id), system_random());
    REQUIRE(taken.has_value());
    CHECK(Uuid::parse(*taken).has_value());
  }
}

TEST_CASE("of two request ids neither is taken") {
  auto headers = with_id("a");
  headers.add("X-Request-Id", "a");
  CHECK(Uuid::parse(*request_id_of(headers, system_random())).has_value());
}

TEST_CASE("no id is made without randomness") {
  NoRandom none;
  CHECK(request_id_of({}, none).error() == fail(Errc::random_unavailable));
}
