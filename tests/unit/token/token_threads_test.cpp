// Many threads on one cache and one list of denials; readers beside removals. For ThreadSanitizer, so without
// what counts allocations.
#include <atomic>
#include <memory>

#include "support/at_once.hpp"
#include "token/deny_table.hpp"
#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;
using signet::detail::DenyTable;
using signet::test::at_once;

namespace {

std::string numbered(std::size_t number) {
  return token_of(R"({"jti":")" + std::to_string(number) + R"(","sub":"ann"})");
}

NumericDate at(std::int64_t second) { return NumericDate::from_seconds(second); }

}  // namespace

TEST_CASE(
    "C20: threads that share a cache too small for their tokens each get their own, and no forged one") {
  const auto cache = cache_of(asking({}), {.entries = 4});
  std::vector<std::string> tokens, forged;
  for (std::size_t i = 0; i < 6; ++i) {
    tokens.push_back(numbered(i));
    forged.push_back(tokens[i]);
    char& letter = forged[i][forged[i].size() / 2];
    letter = letter == 'A' ? 'B' : 'A';
  }
  const auto results = at_once(4, [&](std::size_t thread) -> Result<int> {
    int wrong = 0;
    SharedToken held;
    for (std::size_t round = 0; round < 3'000; ++round) {
      const std::size_t mine = (round * (thread + 1)) % tokens.size();
      auto given = cache.verify(tokens[mine], noon);
      if (!given || (*given)->token_id() != std::to_string(mine)) ++wrong;
      if (given) held = *given;
      if (cache.verify(forged[mine], noon)) ++wrong;
      if (held->subject() != "ann") ++wrong;
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
}

TEST_CASE("R12 C20: no verification that begins after a denial was acknowledged accepts the token") {
  constexpr std::size_t tokens = 200;
  auto list = deny_list();
  const auto verifier = asking(list.check());
  const auto cache = cache_of(verifier);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < tokens; ++i) {
    texts.push_back(numbered(i));
    REQUIRE(cache.verify(texts.back(), noon).has_value());
  }
  std::atomic<std::size_t> denied{0};
  const auto results = at_once(3, [&](std::size_t thread) -> Result<int> {
    int wrong = 0;
    if (thread == 0) {
      for (std::size_t i = 0; i < tokens; ++i) {
        if (!list.deny_token(std::to_string(i), noon, noon)) ++wrong;
        denied.store(i + 1, std::memory_order_release);
      }
      return wrong;
    }
    std::size_t known = 0;
    while (known < tokens) {
      known = denied.load(std::memory_order_acquire);
      for (std::size_t i = known < 4 ? 0 : known - 4; i < known; ++i) {
        const auto given = thread == 1 ? verdict(cache, texts[i]) : verdict(verifier, texts[i]);
        if (given != "token_revoked jti") ++wrong;
      }
      // One that may be denied at this moment: its pass must not outlast the denial.
      if (known < tokens) static_cast<void>(cache.verify(texts[known], noon).has_value());
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
  for (const std::string& text : texts) CHECK(verdict(cache, text) == "token_revoked jti");
}

TEST_CASE("R12: readers beside a removal find all that is kept, and nothing that never was") {
  constexpr std::uint64_t expiring = 48;
  constexpr std::uint64_t kept = 16;
  // All in a few searches, what is kept behind what expires, so that each removal moves what readers look
  // for.
  std::vector<std::unique_ptr<DenyTable>> tables;
  for (int i = 0; i < 2'000; ++i) {
    tables.push_back(std::make_unique<DenyTable>(expiring + kept));
    for (std::uint64_t n = 0; n < expiring + kept; ++n) {
      const auto until = at(n < expiring ? 10 : 100);
      REQUIRE(tables.back()->add({2 * n + 3, n % 8}, {at(7), until}, at(0)).has_value());
    }
  }
  std::atomic<std::size_t> current{0};
  const auto results = at_once(3, [&](std::size_t thread) -> Result<std::uint64_t> {
    std::uint64_t wrong = 0;
    if (thread == 0) {
      for (const auto& table : tables) {
        if (!table->add({1'001, 4}, {at(7), at(100)}, at(10)) || table->size() != kept + 1) ++wrong;
        ++current;
      }
      return wrong;
    }
    for (std::size_t i = 0; (i = current) < tables.size();) {
      for (std::uint64_t n = expiring; n < expiring + kept; ++n) {
        if (tables[i]->issued_before({2 * n + 3, n % 8}) != at(7)) ++wrong;
      }
      if (tables[i]->issued_before({1'003, 4}).has_value()) ++wrong;
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
}
