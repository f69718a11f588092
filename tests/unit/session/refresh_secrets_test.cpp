// What forged tokens cost, what a store is given, and that no identifier repeats.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "signet/session/refresh_sessions.hpp"
#include "unit/session/refresh_sessions_fixture.hpp"

using namespace signet;
using test::ann;
using test::Fixture;
using test::noon;

namespace {

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  }
  return bytes;
}

TEST_CASE("R09: a wrong secret under an existing session is refused before the store, which stays as it is") {
  Fixture f;
  const auto issued = f.sessions.begin(ann, Epoch{0}, noon);
  REQUIRE(issued);
  f.store.calls.clear();
  f.events.clear();
  std::string forged = issued->text;
  forged.back() = forged.back() == '0' ? '1' : '0';
  CHECK(f.sessions.read(forged).error() == Error{Errc::refresh_token_invalid});
  CHECK(f.store.calls.empty());
  CHECK(f.events.empty());
  CHECK(f.sessions.read(issued->text));
}

TEST_CASE("R07: a token of another server's key is refused without asking the store") {
  Fixture f;
  RefreshSessionsOptions other = test::some_options();
  other.keys[0] = SecretBytes::copy_of(std::string(32, 'L'));
  Fixture elsewhere{std::move(other)};
  const auto issued = elsewhere.sessions.begin(ann, Epoch{0}, noon);
  REQUIRE(issued);
  CHECK(f.sessions.read(issued->text).error() == Error{Errc::refresh_token_invalid});
  CHECK(f.store.calls.empty());
}

TEST_CASE("R10: the store is given no token, no MAC and no key, so that a dump makes no token") {
  Fixture f;
  const auto issued = f.sessions.begin(ann, Epoch{0}, noon);
  REQUIRE(issued);
  const auto token = f.sessions.read(issued->text);
  REQUIRE(token);
  f.store.rotation =
      RotationOutcome{.result = RotationResult::rotated, .generation = 1, .expires_at = noon, .subject = ann};
  const auto rotated = f.sessions.rotate(*token, noon);
  REQUIRE(rotated.has_value());
  REQUIRE(rotated->token);
  CHECK(f.sessions.look_up(*token, noon));
  CHECK(f.sessions.use(*token, noon).has_value());
  CHECK(f.sessions.end(token->family(), noon).has_value());
  CHECK(f.sessions.end_all(ann, noon));

  const auto given = [&](std::string_view what) { return f.store.given.find(what) != std::string::npos; };
  CHECK(given(ann));
  CHECK(given(issued->text.substr(13, 32)));  // the family: what a dump does show
  CHECK_FALSE(given(std::string(32, 'K')));
  for (const std::string& text : {issued->text, rotated->token->text}) {
    const std::string mac = text.substr(53);
    REQUIRE(mac.size() == 64);
    CHECK_FALSE(given("sgr1_"));
    for (std::size_t part = 0; part < mac.size(); part += 16) {
      CHECK_FALSE(given(mac.substr(part, 16)));
      CHECK_FALSE(given(bytes_of_hex(mac.substr(part, 16))));
    }
  }
}

// Of families and attempts, by turns.
std::vector<Uuid> names(std::size_t count) {
  std::vector<Uuid> names;
  for (std::size_t i = 0; i < count; i += 2) {
    const auto family = FamilyId::random(system_random());
    const auto attempt = AttemptId::random(system_random());
    REQUIRE(family);
    REQUIRE(attempt);
    names.push_back(family->uuid);
    names.push_back(attempt->uuid);
  }
  return names;
}

bool none_repeats(std::vector<Uuid> names) {
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end();
}

TEST_CASE("R11: a million families and attempts have no name twice, and use all 128 bits") {
  const std::vector<Uuid> all = names(1'000'000);
  std::array<std::uint8_t, 16> ones{};
  std::array<std::uint8_t, 16> zeros{};
  for (const Uuid& name : all) {
    for (std::size_t i = 0; i < 16; ++i) {
      ones[i] = static_cast<std::uint8_t>(ones[i] | name.bytes()[i]);
      zeros[i] = static_cast<std::uint8_t>(zeros[i] | ~name.bytes()[i]);
    }
  }
  std::array<std::uint8_t, 16> set{};
  set.fill(0xff);
  CHECK(none_repeats(all));
  CHECK(ones == set);
  CHECK(zeros == set);
}

TEST_CASE("R11: a process and the one forked off it give no name twice") {
  constexpr std::size_t count = 1000;
  names(2);  // the generator has been used before the fork
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::vector<Uuid> mine = names(count);
    for (const Uuid& name : mine) {
      if (::write(ends[1], name.bytes().data(), 16) != 16) ::_exit(1);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  std::vector<Uuid> all = names(count);
  std::array<std::uint8_t, 16> bytes{};
  while (::read(ends[0], bytes.data(), 16) == 16) all.push_back(Uuid::from_bytes(bytes));
  ::close(ends[0]);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  CHECK(all.size() == 2 * count);
  CHECK(none_repeats(all));
}

TEST_CASE("without randomness there is no name") {
  test::CountingRandom random;
  random.calls_left = 0;
  CHECK(FamilyId::random(random).error() == Error{Errc::random_unavailable});
  CHECK(AttemptId::random(random).error() == Error{Errc::random_unavailable});
}

}  // namespace
