#include "signet/password/calibration.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "unit/password/calibration_model.hpp"

using namespace signet;
using namespace signet::test;

namespace {

constexpr KiB mib(std::uint32_t count) { return KiB{count * 1024}; }

constexpr auto argon2id = CalibratedHash::argon2id;
using Limit = CalibrationLimit;

const HashCost linear_cost = [](const HashParams& params) -> Result<Seconds> {
  return microseconds(linear(params));
};

CalibrationOutcome calibrated(CalibratedHash hash, const CalibrationGoals& goals,
                              const HashCapacity& capacity = {1, 1.0, KiB{0}}) {
  const auto outcome = calibrate(hash, goals, capacity, linear_cost);
  REQUIRE(outcome.has_value());
  return *outcome;
}

struct Row {
  std::string name;
  std::int64_t time;  ///< microseconds
  KiB memory;
  std::uint32_t logins;
  Argon2Params chosen;
  Limit memory_limit;
  Limit work_limit;
};

/// One worker, alone on a processor.
void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto outcome = calibrated(argon2id, {microseconds(row.time), row.memory, row.logins});
    const auto* const found = std::get_if<Calibration>(&outcome);
    REQUIRE(found != nullptr);
    const auto& argon2 = std::get<Argon2Params>(found->hash.params);
    CHECK(argon2.memory.count == row.chosen.memory.count);
    CHECK(argon2.passes == row.chosen.passes);
    CHECK(argon2.lanes == 1);
    CHECK(found->memory_limit == row.memory_limit);
    CHECK(found->work_limit == row.work_limit);
  }
}

GoalUnmet unmet(CalibratedHash hash, const CalibrationGoals& goals,
                const HashCapacity& capacity = {1, 1.0, KiB{0}}) {
  const auto outcome = calibrated(hash, goals, capacity);
  REQUIRE(std::holds_alternative<GoalUnmet>(outcome));
  return std::get<GoalUnmet>(outcome);
}

HashForecast met(CalibratedHash hash, const CalibrationGoals& goals,
                 const HashCapacity& capacity = {1, 1.0, KiB{0}}) {
  const auto outcome = calibrated(hash, goals, capacity);
  REQUIRE(std::holds_alternative<Calibration>(outcome));
  return std::get<Calibration>(outcome).hash;
}

}  // namespace

// The expected memory is the time over the model's microseconds per KiB, rounded down to a step: 1/32 of the
// power of two below it, unless 31/32 of the time are used before. The minima are OWASP's (Password Storage
// Cheat Sheet).
TEST_CASE("a time goal decides the memory, to the microsecond, down to each of OWASP's equivalents") {
  check_rows({
      {"64 MiB and one pass", 16'384, mib(256), 1, {mib(64), 1}, Limit::time, Limit::time},
      {"a microsecond less", 16'383, mib(256), 1, {mib(63), 1}, Limit::time, Limit::time},
      {"46 MiB and one pass", 11'776, mib(256), 1, {mib(46), 1}, Limit::time, Limit::time},
      {"a microsecond less", 11'775, mib(256), 1, {KiB{22 * 1024 + 512}, 2}, Limit::time, Limit::time},
      {"19 MiB and two passes", 9'728, mib(256), 1, {mib(19), 2}, Limit::time, Limit::time},
      {"a microsecond less", 9'727, mib(256), 1, {KiB{12 * 1024 + 512}, 3}, Limit::time, Limit::time},
      {"12 MiB and three passes", 9'216, mib(256), 1, {mib(12), 3}, Limit::time, Limit::time},
      {"a microsecond less", 9'215, mib(256), 1, {mib(7), 5}, Limit::time, Limit::time},
      {"7 MiB and five passes", 8'960, mib(256), 1, {mib(7), 5}, Limit::time, Limit::time},
  });
}

TEST_CASE("a memory goal decides the memory, and time the passes") {
  check_rows({
      {"64 MiB, three passes", 49'152, mib(64), 1, {mib(64), 3}, Limit::memory, Limit::time},
      {"a microsecond less", 49'151, mib(64), 1, {mib(64), 2}, Limit::memory, Limit::time},
      {"a KiB less", 49'152, KiB{65'535}, 1, {mib(63), 3}, Limit::memory, Limit::time},
      {"12 passes", 196'608, mib(64), 1, {mib(64), 12}, Limit::memory, Limit::ceiling},
      {"a microsecond less", 196'607, mib(64), 1, {mib(64), 11}, Limit::memory, Limit::time},
      {"46 MiB", 11'776, mib(46), 1, {mib(46), 1}, Limit::memory, Limit::time},
      {"a KiB less", 23'040, KiB{46 * 1024 - 1}, 1, {mib(45), 2}, Limit::memory, Limit::time},
      {"19 MiB", 14'592, mib(19), 1, {mib(19), 3}, Limit::memory, Limit::time},
      {"a KiB less", 14'208, KiB{19 * 1024 - 1}, 1, {KiB{18 * 1024 + 512}, 3}, Limit::memory, Limit::time},
      {"12 MiB", 12'288, mib(12), 1, {mib(12), 4}, Limit::memory, Limit::time},
      {"a KiB less", 12'032, KiB{12 * 1024 - 1}, 1, {KiB{11 * 1024 + 768}, 4}, Limit::memory, Limit::time},
      {"9 MiB", 9'216, mib(9), 1, {mib(9), 4}, Limit::memory, Limit::time},
      {"a KiB less", 11'360, KiB{9 * 1024 - 1}, 1, {KiB{8 * 1024 + 768}, 5}, Limit::memory, Limit::time},
      {"7 MiB", 8'960, mib(7), 1, {mib(7), 5}, Limit::memory, Limit::time},
  });
}

TEST_CASE("a goal of logins decides what time one hash has") {
  check_rows({
      {"61 a second: 16,393 us", 60'000'000, mib(256), 61, {mib(64), 1}, Limit::logins, Limit::logins},
      {"62: 16,129 us", 60'000'000, mib(256), 62, {mib(63), 1}, Limit::logins, Limit::logins},
      {"passes too", 60'000'000, mib(64), 20, {mib(64), 3}, Limit::memory, Limit::logins},
      {"as much as the time goal", 20'000, mib(256), 50, {mib(78), 1}, Limit::time, Limit::time},
      {"less than it", 20'000, mib(256), 51, {mib(76), 1}, Limit::logins, Limit::logins},
  });
}

TEST_CASE("no more is chosen than a hasher accepts of a stored hash") {
  check_rows({
      {"256 MiB", 65'536, mib(1024), 1, {mib(256), 1}, Limit::ceiling, Limit::time},
      {"a microsecond less", 65'535, mib(1024), 1, {mib(252), 1}, Limit::time, Limit::time},
      {"and 12 passes", 60'000'000, mib(1024), 1, {mib(256), 12}, Limit::ceiling, Limit::ceiling},
  });
  CHECK(met(CalibratedHash::bcrypt, {microseconds(60'000'000), mib(1), 1}, {2, 2.0, KiB{0}}).params ==
        HashParams{BcryptParams{.cost = 14}});
  CHECK(met(CalibratedHash::pbkdf2, {microseconds(60'000'000), mib(1), 1}).params ==
        HashParams{Pbkdf2Params{.iterations = 2'400'000}});
}

TEST_CASE("the machine's memory counts where it is less than the goal") {
  const CalibrationGoals goals{microseconds(16'384), mib(32), 1};
  const auto limit_at = [&](KiB memory) {
    const auto outcome = calibrated(argon2id, goals, {1, 1.0, memory});
    return std::get<Calibration>(outcome).memory_limit;
  };
  CHECK(limit_at(KiB{0}) == Limit::memory);
  CHECK(limit_at(mib(32)) == Limit::memory);
  CHECK(limit_at(KiB{32 * 1024 - 1}) == Limit::machine_memory);
  const GoalUnmet too_small = unmet(argon2id, goals, {2, 2.0, KiB{14 * 1024 - 1}});
  CHECK(too_small.goal == Limit::machine_memory);
  CHECK(too_small.least.memory == mib(14));
}

TEST_CASE("bcrypt and PBKDF2 have one number, and their memory is not counted") {
  const auto cost = [](std::int64_t time) {
    return std::get<BcryptParams>(met(CalibratedHash::bcrypt, {microseconds(time), KiB{1}, 1}).params).cost;
  };
  CHECK(cost(65'536) == 10);
  CHECK(cost(131'071) == 10);
  CHECK(cost(131'072) == 11);
  CHECK(cost(1'048'575) == 13);
  CHECK(met(CalibratedHash::bcrypt, {microseconds(65'536), KiB{1}, 1}).memory == KiB{0});

  const auto iterations = [](std::int64_t time) {
    const auto hash = met(CalibratedHash::pbkdf2, {microseconds(time), KiB{1}, 1});
    return std::get<Pbkdf2Params>(hash.params).iterations;
  };
  CHECK(iterations(60'000) == 600'000);
  CHECK(iterations(64'000) == 640'000);
  CHECK(iterations(63'999) == 630'000);
}

TEST_CASE("goals that nothing allowed can meet are told with what it would take") {
  const GoalUnmet time = unmet(argon2id, {microseconds(8'959), mib(256), 1});
  CHECK(time.goal == Limit::time);
  CHECK(time.least.params == HashParams{Argon2Params{mib(7), 5, 1}});
  CHECK(time.least.time == microseconds(8'960));

  const GoalUnmet logins = unmet(argon2id, {microseconds(250'000), mib(256), 112});
  CHECK(logins.goal == Limit::logins);  // 1,000,000 / 112 = 8,928
  CHECK(logins.least.logins_per_second == doctest::Approx(1e6 / 8'960).epsilon(1e-12));
  CHECK(met(argon2id, {microseconds(250'000), mib(256), 111}).params ==
        HashParams{Argon2Params{mib(7), 5, 1}});  // 9,009

  const GoalUnmet memory = unmet(argon2id, {microseconds(250'000), KiB{7 * 1024 - 1}, 1});
  CHECK(memory.goal == Limit::memory);
  CHECK(memory.least.params == HashParams{Argon2Params{mib(7), 5, 1}});
  CHECK(memory.least.memory == mib(7));

  CHECK(unmet(CalibratedHash::bcrypt, {microseconds(65'535), mib(1), 1}).least.params ==
        HashParams{BcryptParams{.cost = 10}});
  CHECK(unmet(CalibratedHash::pbkdf2, {microseconds(59'999), mib(1), 1}).least.params ==
        HashParams{Pbkdf2Params{.iterations = 600'000}});
}

TEST_CASE(
    "where little memory is the goal, the cheapest hash that fits it is what too little time is held to") {
  const GoalUnmet least = unmet(argon2id, {microseconds(8'959), mib(8), 1});
  CHECK(least.goal == Limit::time);
  CHECK(least.least.params == HashParams{Argon2Params{mib(7), 5, 1}});
  const HashCost flat_memory = [](const HashParams& params) -> Result<Seconds> {
    return microseconds(std::int64_t{std::get<Argon2Params>(params).passes} * 10'000);
  };
  const auto by_passes =
      calibrate(argon2id, {microseconds(9'999), mib(256), 1}, {1, 1.0, KiB{0}}, flat_memory);
  REQUIRE(by_passes.has_value());
  CHECK(std::get<GoalUnmet>(*by_passes).least.params == HashParams{Argon2Params{mib(46), 1, 1}});
}

TEST_CASE("workers share memory and processors, by Little's law") {
  struct Shared {
    std::string name;
    HashCapacity capacity;
    Argon2Params chosen;
    std::int64_t time;
    double logins;
  };
  // 65,536 us for a hash, 64 MiB for all, 10 logins a second.
  const std::vector<Shared> rows{
      {"two, each with a processor", {2, 2.0, KiB{0}}, {mib(32), 8}, 65'536, 2e6 / 65'536},
      {"two on one processor", {2, 1.0, KiB{0}}, {mib(32), 4}, 65'536, 1e6 / 32'768},
      {"one at half a processor", {1, 0.5, KiB{0}}, {mib(64), 2}, 65'536, 0.5e6 / 32'768},
      {"three, each with a processor", {3, 3.0, KiB{0}}, {mib(21), 12}, 64'512, 3e6 / 64'512},
  };
  for (const Shared& row : rows) {
    CAPTURE(row.name);
    const HashForecast hash = met(argon2id, {microseconds(65'536), mib(64), 10}, row.capacity);
    CHECK(hash.params == HashParams{row.chosen});
    CHECK(hash.cpu_time == microseconds(linear(hash.params)));
    CHECK(hash.time == microseconds(row.time));
    CHECK(hash.memory == KiB{row.chosen.memory.count * row.capacity.workers});
    CHECK(hash.logins_per_second == doctest::Approx(row.logins).epsilon(1e-12));
  }
}

TEST_CASE("a goal or a capacity out of range is named") {
  const CalibrationGoals goals{microseconds(250'000), mib(64), 20};
  const HashCapacity capacity{1, 1.0, KiB{0}};
  const auto error = [](const CalibrationGoals& g, const HashCapacity& c) -> std::optional<Error> {
    const auto outcome = calibrate(CalibratedHash::bcrypt, g, c, linear_cost);
    return outcome.has_value() ? std::nullopt : std::optional{outcome.error()};
  };
  const auto names = [](const char* member) { return std::optional{fail(Errc::option_invalid, member)}; };
  CHECK(error(goals, capacity) == std::nullopt);
  CHECK(error({microseconds(999), mib(64), 20}, capacity) == names("time"));
  CHECK(error({microseconds(1000), mib(64), 20}, capacity) == std::nullopt);
  CHECK(error({microseconds(60'000'000), mib(64), 1}, capacity) == std::nullopt);
  CHECK(error({microseconds(60'000'001), mib(64), 1}, capacity) == names("time"));
  CHECK(error({microseconds(250'000), KiB{0}, 20}, capacity) == names("memory"));
  CHECK(error({microseconds(250'000), mib(64), 0}, capacity) == names("logins_per_second"));
  CHECK(error({microseconds(250'000), mib(64), 1'000'000}, capacity) == std::nullopt);
  CHECK(error({microseconds(250'000), mib(64), 1'000'001}, capacity) == names("logins_per_second"));
  CHECK(error(goals, {0, 1.0, KiB{0}}) == names("workers"));
  CHECK(error(goals, {256, 256.0, KiB{0}}) == std::nullopt);
  CHECK(error(goals, {257, 1.0, KiB{0}}) == names("workers"));
  CHECK(error(goals, {1, 0.0, KiB{0}}) == names("processors"));
  CHECK(error(goals, {1, 1.01, KiB{0}}) == names("processors"));
  CHECK(error(goals, {1, std::numeric_limits<double>::quiet_NaN(), KiB{0}}) == names("processors"));
}
