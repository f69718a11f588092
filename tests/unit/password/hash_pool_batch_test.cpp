// HashPool computes bcrypt and PBKDF2 hashes of one cost together, and each as if it were alone.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <future>
#include <new>
#include <string>
#include <vector>

#include "hash_pool_bench.hpp"
#include "password/hash_batch.hpp"

using namespace pool_bench;

namespace {

constexpr BcryptParams bcrypt4{.cost = 4};
constexpr Pbkdf2Params pbkdf2{.iterations = 1000};

PasswordHasher hasher_for(const HashParams& target) {
  return PasswordHasher::build({.target = target}).value();
}

std::string stored(const HashParams& params, std::string_view password = "right") {
  return hasher_for(params).hash(password, system_random()).value();
}

/// The widths of the groups that were computed, one entry per group.
std::vector<std::uint32_t> groups(const std::vector<Event>& events) {
  std::vector<std::uint32_t> widths;
  for (std::size_t i = 0; i < events.size(); i += events[i].together) {
    REQUIRE(events[i].kind == EventKind::hash_done);
    REQUIRE(events[i].together >= 1);
    widths.push_back(events[i].together);
  }
  return widths;
}

/// Keeps a pool's only worker busy until all that was asked waits, then lets it go and looks at the groups.
class Crowd {
 public:
  Crowd() = default;

  HashPool& pool() { return *pool_; }
  template <class Ask>
  auto ask(Ask ask) {
    auto answer = std::async(std::launch::async, std::move(ask));
    until_waiting(*pool_, ++waiting_);
    return answer;
  }
  std::vector<std::uint32_t> serve() {
    hold_.let_go();
    static_cast<void>(hold_.result());
    until([&] { return pool_->stats().done == waiting_ + 1; });
    auto widths = groups(heard_.events);
    widths.erase(widths.begin());  // of the one that held
    return widths;
  }

 private:
  Heard heard_;
  std::unique_ptr<HashPool> pool_ = pool_with({.workers = 1, .observer = heard_.observer()});
  Hold hold_{*pool_};
  std::uint32_t waiting_ = 0;
};

using Widths = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("a group has as many as there are, up to the width, each free worker's share, and is worth it") {
  const detail::BatchWidth of_five{.most = 5, .worth = 2};
  const detail::BatchWidth of_sixteen{.most = 16, .worth = 6};
  struct Row {
    std::size_t there;
    std::size_t idle;
    detail::BatchWidth width;
    std::size_t size;
  };
  for (const Row& row :
       {Row{1, 0, of_five, 1}, Row{2, 0, of_five, 2}, Row{5, 0, of_five, 5}, Row{6, 0, of_five, 5},
        Row{6, 1, of_five, 3}, Row{7, 1, of_five, 4}, Row{3, 7, of_five, 1}, Row{5, 0, of_sixteen, 1},
        Row{6, 0, of_sixteen, 6}, Row{99, 0, of_sixteen, 16}, Row{11, 1, of_sixteen, 6},
        Row{10, 1, of_sixteen, 1}, Row{9, 0, detail::BatchWidth{}, 1}}) {
    CAPTURE(row.there);
    CAPTURE(row.idle);
    CHECK(detail::group_size(row.there, row.idle, row.width) == row.size);
  }
}

TEST_CASE("bcrypt jobs of one cost are computed in groups of the self-test's lanes; other costs are not") {
  const std::size_t lanes = detail::batch_width(bcrypt4).most;
  REQUIRE(lanes >= 2);
  const auto hasher = hasher_for(bcrypt4);
  const std::string right = stored(bcrypt4);
  const std::string dearer = stored(BcryptParams{.cost = 5});
  Crowd crowd;
  std::vector<std::future<Result<PasswordCheck>>> answers;
  const auto verify = [&](HashSource source, std::string_view password, const std::string& against) {
    answers.push_back(crowd.ask([&crowd, &hasher, &against, source, password] {
      return crowd.pool().verify(source, hasher, password, against);
    }));
  };
  verify({"192.0.2.9", "eve"}, "right", dearer);
  for (std::size_t i = 0; i < lanes + 1; ++i) {
    verify({"192.0.2.3", "x"}, i % 2 == 0 ? "right" : "wrong", right);
  }
  const Widths widths = crowd.serve();
  CHECK(widths == Widths{1, static_cast<std::uint32_t>(lanes), 1});
  CHECK(answers[0].get().value() == PasswordCheck::match);
  for (std::size_t i = 0; i < lanes + 1; ++i) {
    CHECK(answers[i + 1].get().value() == (i % 2 == 0 ? PasswordCheck::match : PasswordCheck::mismatch));
  }
  CHECK(crowd.pool().stats().batches == 1);
  CHECK(crowd.pool().stats().together == lanes);
}

TEST_CASE("PBKDF2 jobs of equal iterations are computed together where that is faster") {
  const detail::BatchWidth width = detail::batch_width(pbkdf2);
  const auto most = static_cast<std::uint32_t>(width.most);
  const std::size_t there = std::max<std::size_t>(most, 4);
  const auto hasher = hasher_for(pbkdf2);
  const std::string right = stored(pbkdf2);
  Crowd crowd;
  std::vector<std::future<Result<PasswordCheck>>> answers;
  for (std::size_t i = 0; i < there; ++i) {
    answers.push_back(crowd.ask([&, i] {
      return crowd.pool().verify({i % 2 == 0 ? "192.0.2.1" : "192.0.2.2", std::to_string(i)}, hasher,
                                 i == 1 ? "wrong" : "right", right);
    }));
  }
  const Widths widths = crowd.serve();
  CHECK(widths == (most == 1 ? Widths(there, 1) : Widths{most}));
  for (std::size_t i = 0; i < there; ++i) {
    CHECK(answers[i].get().value() == (i == 1 ? PasswordCheck::mismatch : PasswordCheck::match));
  }
}

TEST_CASE("P02: dummies and new hashes join the group of their cost like any verification") {
  for (const HashParams& params : {HashParams{bcrypt4}, HashParams{pbkdf2}}) {
    const auto hasher = hasher_for(params);
    const std::string right = stored(params);
    Crowd crowd;
    auto known = crowd.ask([&] { return crowd.pool().verify(alice, hasher, "right", right); });
    auto unknown = crowd.ask([&] { return crowd.pool().verify_dummy(bob, hasher, "right", params); });
    auto too_long =
        crowd.ask([&] { return crowd.pool().verify_dummy(alice, hasher, std::string(1025, 'x'), params); });
    auto fresh = crowd.ask([&] { return crowd.pool().hash(bob, hasher, "new", system_random()); });
    const detail::BatchWidth width = detail::batch_width(params);
    Widths expected;
    for (std::size_t left = 4; left > 0; left -= expected.back()) {
      expected.push_back(static_cast<std::uint32_t>(detail::group_size(left, 0, width)));
    }
    CHECK(crowd.serve() == expected);
    CHECK(known.get().value() == PasswordCheck::match);
    CHECK(unknown.get().value() == PasswordCheck::mismatch);
    CHECK(too_long.get().value() == PasswordCheck::mismatch);
    const auto hash = fresh.get();
    REQUIRE(hash);
    CHECK(hasher.verify("new", *hash).value() == PasswordCheck::match);
    CHECK(hasher.verify("old", *hash).value() == PasswordCheck::mismatch);
    CHECK_FALSE(hasher.needs_rehash(*hash).value().any());
  }
}

TEST_CASE("a dummy is a mismatch even for the password whose hash is all zeros, and argon2 runs alone") {
  const HashParams argon2 = Argon2Params{.memory = KiB{8}, .passes = 1, .lanes = 1};
  const auto hasher = hasher_for(argon2);
  const std::string right = stored(argon2);
  Crowd crowd;
  auto known = crowd.ask([&] { return crowd.pool().verify(alice, hasher, "right", right); });
  auto unknown = crowd.ask([&] { return crowd.pool().verify_dummy(alice, hasher, "right", argon2); });
  auto fresh = crowd.ask([&] { return crowd.pool().hash(alice, hasher, "new", system_random()); });
  CHECK(crowd.serve() == Widths{1, 1, 1});
  CHECK(known.get().value() == PasswordCheck::match);
  CHECK(unknown.get().value() == PasswordCheck::mismatch);
  CHECK(hasher.verify("new", fresh.get().value()).value() == PasswordCheck::match);
}

TEST_CASE("what needs no hash is told at once: it takes no place and does not wait") {
  const auto hasher = hasher_for(bcrypt4);
  const auto pool = pool_with({.workers = 1, .places = 1});
  const test::FullQueue full{*pool};
  const std::string right = stored(bcrypt4);
  const std::string too_long(73, 'x');
  CHECK(pool->verify(alice, hasher, "right", "*0").error() == fail(Errc::hash_malformed));
  CHECK(pool->verify(alice, hasher, "right", "$6$salt$hash").error() == fail(Errc::hash_unsupported));
  CHECK(pool->verify(alice, hasher, too_long, right).error() == fail(Errc::password_too_long));
  CHECK(pool->verify(alice, hasher, std::string_view{"a\0b", 3}, right).error() ==
        fail(Errc::password_unsupported));
  CHECK(pool->verify_dummy(alice, hasher, "x", BcryptParams{.cost = 15}).error() ==
        fail(Errc::hash_too_expensive, "cost"));
  CHECK(pool->verify_dummy(alice, hasher, "x", BcryptParams{.cost = 3}).error() ==
        fail(Errc::option_invalid, "cost"));
  CHECK(pool->hash(alice, hasher, too_long, system_random()).error() == fail(Errc::password_too_long));
  CHECK(pool->stats().refused == 0);
  CHECK(pool->verify(alice, hasher, "right", right).error() == fail(Errc::overloaded));
}

TEST_CASE("callers that wait and jobs that were submitted share a group") {
  if (detail::batch_width(bcrypt4).most < 2) return;
  const auto hasher = hasher_for(bcrypt4);
  const std::string right = stored(bcrypt4);
  Crowd crowd;
  auto waits = crowd.ask([&] { return crowd.pool().verify(alice, hasher, "right", right); });
  std::promise<Result<PasswordCheck>> told;
  auto submitted = crowd.ask([&] {
    return crowd.pool().submit(bob, HashCheck{hasher, SecretBytes::copy_of("wrong"), right},
                               [&](const Result<PasswordCheck>& outcome) { told.set_value(outcome); });
  });
  CHECK(crowd.serve() == Widths{2});
  CHECK(waits.get().value() == PasswordCheck::match);
  CHECK(submitted.get().has_value());
  CHECK(told.get_future().get().value() == PasswordCheck::mismatch);
}

TEST_CASE("what a group computed for a password is wiped with it") {
  for (const HashParams& params : {HashParams{bcrypt4}, HashParams{pbkdf2}}) {
    auto hash = detail::BatchedHash::with_salt("right", params, {});
    if (!hash) continue;  // computed alone on this machine
    alignas(detail::BatchedHash) std::array<std::byte, sizeof(detail::BatchedHash)> place{};
    auto* const there = new (place.data()) detail::BatchedHash{std::move(*hash)};
    const detail::BatchMember member = there->member();
    detail::compute_batch(params, {&member, 1});
    const std::vector<std::byte> computed{member.out.begin(), member.out.end()};
    CHECK(std::ranges::search(place, computed).begin() != place.end());
    there->~BatchedHash();
    CHECK(std::ranges::search(place, computed).begin() == place.end());
    CHECK(std::ranges::any_of(computed, [](std::byte byte) { return byte != std::byte{0}; }));
  }
}
