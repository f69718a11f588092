// The table of tokens by itself: keys that were replaced, and a set that is busy.
#include "token/token_table.hpp"

#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;
using detail::BriefLock;
using detail::TokenTable;

namespace {

TokenTable new_table() {
  const auto hash = detail::KeyedHash::random(system_random());
  REQUIRE(hash.has_value());
  return TokenTable{*hash, 4, 1'000};
}

VerifiedToken verified(const std::string& token) {
  auto result = asking({}).verify(token, noon);
  REQUIRE(result.has_value());
  return std::move(*result);
}

}  // namespace

TEST_CASE("C20: a token that was verified with keys that are there no more is not found") {
  TokenTable table = new_table();
  const std::string token = token_of(good_claims);
  const SharedToken old = table.add(verified(token), token, 1, noon);
  CHECK(table.find(token, 1).get() == old.get());
  CHECK_FALSE(table.find(token, 2));
  const SharedToken fresh = table.add(verified(token), token, 2, noon);  // takes its place
  CHECK(table.find(token, 2).get() == fresh.get());
  CHECK_FALSE(table.find(token, 1));
}

TEST_CASE("C20: every snapshot of keys has a number of its own, which its copies share") {
  const KeySource source = KeySource::from(hs256().verification_key());
  const KeySource copy = source;
  CHECK(copy.view().generation() == source.view().generation());
  std::uint64_t last = source.view().generation();
  for (int i = 0; i < 10; ++i) {
    const KeySource next = KeySource::from(hs256().verification_key());  // may lie where one was freed
    CHECK(next.view().generation() > last);
    last = next.view().generation();
  }
}

TEST_CASE("a lock that is taken is given up, and can be taken again when it is free") {
  BriefLock lock;
  CHECK(lock.try_lock());
  CHECK_FALSE(lock.try_lock());
  lock.unlock();
  CHECK(lock.try_lock());
}
