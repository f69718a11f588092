// signet calibrate: measures hashes on this machine and says which parameters meet the goals.
#include <array>
#include <charconv>
#include <cstdio>

#include "calibrate_report.hpp"
#include "commands.hpp"
#include "common/duration.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::uint32_t default_memory_each = 64 * 1024;  // KiB
constexpr KiB least_memory_each{7 * 1024};                // OWASP's least, and calibrate()'s

struct Unit {
  std::string_view name;
  std::uint32_t kib;
};
constexpr std::array units{Unit{"KiB", 1}, Unit{"MiB", 1024}, Unit{"GiB", 1024 * 1024}};
constexpr std::uint64_t most_kib = 1024ULL * 1024 * 1024;

CalibratedHash hash_of(const Args& args) {
  const std::string name = args.value("--algorithm").value_or("argon2id");
  if (name == "argon2id") return CalibratedHash::argon2id;
  if (name == "bcrypt") return CalibratedHash::bcrypt;
  if (name == "pbkdf2") return CalibratedHash::pbkdf2;
  throw UsageError{"--algorithm takes argon2id, bcrypt or pbkdf2"};
}

Seconds time_of(const Args& args) {
  const auto text = args.value("--time");
  if (!text) return Seconds::of_microseconds(250'000);
  const auto time = example::parse_duration(*text);
  if (!time || *time < Seconds::of_microseconds(1000) || *time > Seconds::of(60)) {
    throw UsageError{"--time takes a duration from 1ms to 60s"};
  }
  return *time;
}

std::optional<KiB> size_of(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count > most_kib) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : units) {
    const std::uint64_t kib = count * unit.kib;
    if (text == unit.name && kib >= 1 && kib <= most_kib) {
      return KiB{static_cast<std::uint32_t>(kib)};
    }
  }
  return std::nullopt;
}

KiB memory_of(const Args& args, unsigned workers) {
  const auto text = args.value("--memory");
  if (!text) return KiB{workers * default_memory_each};
  const auto size = size_of(*text);
  if (!size) throw UsageError{"--memory takes a size from 1KiB to 1024GiB"};
  return *size;
}

CalibrationRequest request_of(const Args& args) {
  if (!args.positional().empty()) throw UsageError{"unexpected argument " + args.positional().front()};
  const auto workers = static_cast<unsigned>(args.number("--workers", 1, 256).value_or(0));
  const CalibratedHash hash = hash_of(args);
  const HashCapacity capacity = usable_hash_capacity(hash, workers);
  CalibrationGoals goals{.time = time_of(args), .memory = memory_of(args, capacity.workers)};
  const auto logins = args.number("--logins", 1, 1'000'000);
  if (logins) goals.logins_per_second = static_cast<std::uint32_t>(*logins);
  return {.hash = hash, .goals = goals, .capacity = capacity};
}

/// The servers would refuse the workers for the same reason.
void refuse_too_many_workers(const CalibrationRequest& request) {
  const bool arenas = request.hash == CalibratedHash::argon2id;
  const KiB arena = arenas ? least_memory_each : KiB{0};
  const unsigned workers = request.capacity.workers;
  const KiB limit = usable_memory();
  if (check_hash_memory(workers, arena, limit)) return;
  const std::string ceiling =
      "a stored hash of " + std::to_string(HashCeilings{}.memory.count / 1024) + " MiB";
  throw InputError{std::to_string(workers) + " workers, " +
                   (arenas ? "with " + std::to_string(arena.count / 1024) + " MiB each at least and " +
                                 ceiling + " beside them,"
                           : "each of which may meet " + ceiling + ",") +
                   " take " + std::to_string(most_hash_memory(workers, arena) / 1024) +
                   " MiB, more than half of the " + std::to_string(limit.count / 1024) +
                   " MiB that this process may use; auth_server would not start"};
}

HashCost with_progress(const HashCost& measured) {
  return [measured](const HashParams& params) {
    auto cost = measured(params);
    if (cost) std::fprintf(stderr, "%s: %s\n", in_words(params).c_str(), in_words(*cost).c_str());
    return cost;
  };
}

}  // namespace

Exit calibrate(const Words& words) {
  const Args args{
      words,
      {.with_value = {"--algorithm", "--time", "--memory", "--logins", "--workers"}, .flags = {"--json"}}};
  const CalibrationRequest request = request_of(args);
  refuse_too_many_workers(request);
  const auto outcome = signet::calibrate(request.hash, request.goals, request.capacity,
                                         with_progress(measured_hash_cost(request.capacity.workers)));
  if (!outcome.has_value()) throw InputError{describe(outcome.error())};
  const auto* const chosen = std::get_if<Calibration>(&*outcome);
  const auto answer = [&](const auto& found) {
    if (args.flag("--json")) {
      print(in_json(request, found) + "\n");
    } else if (chosen != nullptr) {
      print(in_words(request, found));
    } else {
      std::fprintf(stderr, "not met: %s", in_words(request, found).c_str());
    }
  };
  std::visit(answer, *outcome);
  return chosen != nullptr ? Exit::ok : Exit::rejected;
}

}  // namespace signet_cli
