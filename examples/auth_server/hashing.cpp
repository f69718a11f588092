// Chooses the password hash, and holds the pool's memory against what the machine or its cgroup gives.
#include "auth_server/hashing.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/events.hpp"

namespace signet::example {

std::vector<Option> hashing_options(std::string_view choice_flow) {
  return {
      {.key = "password_preset",
       .kind = OptionKind::text,
       .fallback = "standard",
       .help = "standard, hardened, owasp_minimum (argon2id), bcrypt or fips (PBKDF2)",
       .flow = choice_flow},
      {.key = "argon2_memory_kib",
       .kind = OptionKind::number,
       .fallback = "0",
       .help = "memory of one argon2id hash in KiB, 8 to 262144; 0: the preset's",
       .most = 262144,
       .flow = choice_flow},
      {"hash_workers", OptionKind::number, "0",
       "hashing threads, 1 to 256; 0: as many as cores are free for it", 0, 256},
      {"hash_places", OptionKind::number, "256", "logins that may wait for one, 1 to 4096", 1, 4096},
      {"hash_deadline_ms", OptionKind::number, "1500",
       "the longest they may wait, in milliseconds, 10 to 60000", 10, 60000},
  };
}

Start<HashParams> chosen_hash(const Options& options) {
  const auto preset = std::ranges::find(named_presets, options.text("password_preset"), &NamedPreset::name);
  if (preset == named_presets.end()) {
    return Stop{exit_usage, "password_preset must be standard, hardened, owasp_minimum, bcrypt or fips"};
  }
  HashParams target = preset->params;
  const auto memory = static_cast<std::uint32_t>(options.number("argon2_memory_kib"));
  if (auto* argon2 = std::get_if<Argon2Params>(&target); argon2 != nullptr && memory != 0) {
    argon2->memory = KiB{memory};
  } else if (argon2 == nullptr && memory != 0) {
    return Stop{exit_usage,
                "argon2_memory_kib does not go with password_preset " + options.text("password_preset")};
  }
  return target;
}

Start<HashingPlan> plan_hashing(const Options& options, const HashParams& target) {
  HashingPlan plan{.target = target, .memory = KiB{0}, .pool = {}};
  if (const auto* argon2 = std::get_if<Argon2Params>(&plan.target)) plan.memory = argon2->memory;
  plan.pool.workers = static_cast<unsigned>(options.number("hash_workers"));
  if (plan.pool.workers == 0) plan.pool.workers = usable_hash_workers();
  plan.pool.places = static_cast<std::uint32_t>(options.number("hash_places"));
  plan.pool.arena = plan.memory;
  plan.pool.deadline = Seconds::of_microseconds(options.number("hash_deadline_ms") * 1000);
  const KiB limit = usable_memory();
  // A stored hash may ask for as much as the ceiling, so the ceiling is what must fit.
  const KiB each = std::max(plan.memory, HashCeilings{}.memory);
  if (!check_hash_memory(plan.pool.workers, each, limit)) {
    return Stop{exit_usage, std::to_string(plan.pool.workers) + " hash_workers of up to " +
                                std::to_string(each.count) + " KiB each are more than half of the " +
                                std::to_string(limit.count) + " KiB there are; lower hash_workers"};
  }
  return plan;
}

Start<Hashing> open_hashing(const HashingPlan& plan, Log& log) {
  Hashing hashing;
  auto hasher = PasswordHasher::build({.target = plan.target});
  if (!hasher) return refused("password_preset", hasher.error());
  hashing.hasher = std::make_unique<PasswordHasher>(*std::move(hasher));
  HashPoolOptions options = plan.pool;
  options.observer = events_to(log);
  auto pool = HashPool::build(options);
  if (!pool) return refused("hash_workers", pool.error());
  hashing.pool = *std::move(pool);
  log.say(Level::info, "hashing",
          {{"workers", std::int64_t{plan.pool.workers}},
           {"memory_kib_each", std::int64_t{plan.memory.count}},
           {"places", std::int64_t{plan.pool.places}}});
  return hashing;
}

}  // namespace signet::example
