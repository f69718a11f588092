// Fingerprints: the same for the same text, domain and key, another for any other.
#include "token/keyed_hash.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "unit/token/caches.hpp"

using namespace signet;
using detail::Fingerprint;
using detail::KeyedHash;

namespace {

KeyedHash new_hash() {
  const auto hash = KeyedHash::random(system_random());
  REQUIRE(hash.has_value());
  return *hash;
}

}  // namespace

TEST_CASE("a fingerprint depends on every byte, on the length, the domain and the key") {
  const KeyedHash hash = new_hash();
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;
  std::size_t texts = 0;
  const auto add = [&](const KeyedHash& by, std::string_view text, std::uint64_t domain) {
    const Fingerprint fingerprint = by(text, domain);
    CHECK(fingerprint == by(std::string{text}, domain));
    seen.insert({fingerprint.first, fingerprint.second});
    ++texts;
  };
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string zeros(size, '\0');
    add(hash, zeros, 0);
    add(hash, zeros, 1);
    for (std::size_t at = 0; at < size; ++at) {
      std::string changed = zeros;
      changed[at] = 1;
      add(hash, changed, 0);
    }
  }
  add(new_hash(), "", 0);
  add(new_hash(), std::string(40, '\0'), 0);
  CHECK(seen.size() == texts);
}

TEST_CASE("each half of a fingerprint spreads texts that differ little over all places") {
  const KeyedHash hash = new_hash();
  std::vector<int> first(16), second(16);
  for (int i = 0; i < 16'000; ++i) {
    const Fingerprint fingerprint = hash("a subject that is numbered " + std::to_string(i), 2);
    ++first[fingerprint.first % 16];
    ++second[fingerprint.second % 16];
  }
  for (std::size_t place = 0; place < 16; ++place) {
    CHECK(first[place] > 800);  // of 1,000: six standard deviations
    CHECK(first[place] < 1'200);
    CHECK(second[place] > 800);
    CHECK(second[place] < 1'200);
  }
}

TEST_CASE("without random bytes there is no hash") {
  signet_test::NoRandom none;
  CHECK(KeyedHash::random(none).error() == fail(Errc::random_unavailable));
}
