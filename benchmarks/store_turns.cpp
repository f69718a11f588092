// Store calls beside their floors: see store_turns.hpp.
#include "store_turns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>

#include "token_jobs.hpp"

namespace signet_bench {
namespace {

using namespace signet;

constexpr NumericDate begun_at = NumericDate::from_seconds(1'800'000'000);

double time_of(const StoreCase& one, const std::function<void()>& call) {
  const double begun = one.meter();
  for (int i = 0; i < one.calls; ++i) call();
  return (one.meter() - begun) / one.calls;
}

// A B B A or B A A B, so that drift falls on both.
struct Block {
  const std::function<void()>&arm, &with;
  std::vector<double> arm_ns{}, with_ns{}, ratios{};

  void take(const StoreCase& one, bool arm_first) {
    const auto& outer = arm_first ? arm : with;
    const auto& inner = arm_first ? with : arm;
    double outside = time_of(one, outer);
    double inside = time_of(one, inner);
    inside = (inside + time_of(one, inner)) / 2;
    outside = (outside + time_of(one, outer)) / 2;
    arm_ns.push_back(arm_first ? outside : inside);
    with_ns.push_back(arm_first ? inside : outside);
    ratios.push_back(arm_ns.back() / with_ns.back());
  }
};

std::vector<Figure> commands_of(const StoreCase& one) {
  if (!one.commands) return {};
  const double before = one.commands();
  for (int i = 0; i < one.calls; ++i) one.ours();
  return {{"commands", (one.commands() - before) / one.calls}};
}

// Different numbers of `bits` bits stay different, and lie in no order.
std::uint64_t shuffled(std::uint64_t number, unsigned bits) noexcept {
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  for (const std::uint64_t odd : {0x9e3779b97f4a7c15U, 0xbf58476d1ce4e5b9U}) {
    number = (number * odd) & mask;
    number ^= number >> (bits / 2);
  }
  return number;
}

// All 64 bits of it look random (splitmix64).
std::uint64_t scattered(std::uint64_t number) noexcept {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

Uuid uuid_of(std::uint64_t high, std::uint64_t low) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &high, 8);
  std::memcpy(bytes.data() + 8, &low, 8);
  return Uuid::from_bytes(bytes);
}

}  // namespace

CaseResult run_store_case(const StoreCase& one, int rounds) {
  const std::function<void()> slowed = [&one, every = std::lround(1 / one.planted), left = 1L]() mutable {
    one.ours();
    if (--left > 0) return;
    left = every;
    one.ours();
  };
  Block ours{one.ours, one.floor}, same{one.ours, one.ours}, planted{slowed, one.ours};
  std::array<Block*, 3> order{&ours, &same, &planted};
  std::mt19937 lots{20'261'122};
  for (const Block* block : order) time_of(one, block->arm), time_of(one, block->with);
  for (int round = 0; round < rounds; ++round) {
    std::fprintf(stderr, "\r%s: round %d of %d ", one.name.c_str(), round + 1, rounds);
    std::ranges::shuffle(order, lots);
    for (Block* block : order) block->take(one, (lots() & 1U) != 0);
  }
  std::fputc('\n', stderr);
  CaseResult result;
  result.name = one.name;
  result.over = one.over;
  result.timed = one.timed;
  result.rounds = rounds;
  result.planted = one.planted;
  result.same_against_same = estimate(same.ratios);
  result.planted_seen = estimate(planted.ratios);
  result.subjects = {{one.over, "", {}, estimate(ours.with_ns), {1, 1, 1}},
                     {one.subject, "", {}, estimate(ours.arm_ns), estimate(ours.ratios), commands_of(one)}};
  return result;
}

FamilyId Picks::id(std::uint64_t number) const noexcept {
  const std::uint64_t high = scattered(number + 1);
  return {uuid_of(high, scattered(high))};
}

Picks::Pick Picks::next() noexcept {
  const std::uint64_t count = count_++;
  return {shuffled(count & (size() - 1), bits_), static_cast<std::uint32_t>(count >> bits_)};
}

RotatedFamilies::RotatedFamilies(SessionStore& store, unsigned bits) : store_(store), picks_(bits) {
  for (std::uint64_t i = 0; i < picks_.size(); ++i) {
    const std::string subject = std::to_string(i);
    const auto made =
        store_.create({.id = picks_.id(i),
                       .subject = subject,
                       .epoch = {},
                       .now = begun_at,
                       .lifetime = {.absolute = Seconds::of(1 << 24), .idle = Seconds::of(1 << 20)}});
    if (!made.has_value() || *made != Creation::created) stop("a family could not be begun");
  }
}

void RotatedFamilies::rotate_one() {
  const Picks::Pick pick = picks_.next();
  const auto outcome = store_.rotate({.family = picks_.id(pick.number),
                                      .generation = pick.round,
                                      .attempt = {uuid_of(pick.round + 1, 1)},
                                      .now = begun_at,
                                      .idle = Seconds::of(1 << 20)});
  if (!outcome.has_value() || outcome->result != RotationResult::rotated)
    stop("a family could not be rotated");
}

}  // namespace signet_bench
