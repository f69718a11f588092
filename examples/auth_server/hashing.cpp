// Chooses the password hash, and holds the pool's memory against what the machine or its cgroup gives.
#include "auth_server/hashing.hpp"

#include <algorithm>
#include <string>

namespace signet::example {
std::vector<Option> hashing_options() {
  return {
      {"password_preset", OptionKind::text, "standard",
       "standard, hardened, owasp_minimum (argon2id) or bcrypt"},
      {"argon2_memory_kib", OptionKind::number, "0",
       "memory of one argon2id hash in KiB, 8 to 262144; 0: the preset's", 0, 262144},
      {"hash_workers", OptionKind::number, "0",
       "hashing threads, 1 to 256; 0: as many as cores are free for it", 0, 256},
      {"hash_places", OptionKind::number, "256", "logins that may wait for one, 1 to 4096", 1, 4096},
      {"hash_deadline_ms", OptionKind::number, "1500",
       "the longest they may wait, in milliseconds, 10 to 60000", 10, 60000},
  };
}

Start<HashingPlan> plan_hashing(const Options& options) {
  const auto preset = std::ranges::find(named_presets, options.text("password_preset"), &NamedPreset::name);
  if (preset == named_presets.end()) {
    return Stop{exit_usage, "password_preset must be standard, hardened, owasp_minimum or bcrypt"};
  }
  HashingPlan plan{.target = preset->params, .memory = KiB{0}, .pool = {}};
  const auto memory = static_cast<std::uint32_t>(options.number("argon2_memory_kib"));
  if (auto* argon2 = std::get_if<Argon2Params>(&plan.target)) {
    if (memory != 0) argon2->memory = KiB{memory};
    plan.memory = argon2->memory;
  } else if (memory != 0) {
    return Stop{exit_usage, "argon2_memory_kib does not go with password_preset bcrypt"};
  }
  plan.pool.workers = static_cast<unsigned>(options.number("hash_workers"));
  if (plan.pool.workers == 0) plan.pool.workers = usable_hash_workers();
  plan.pool.places = static_cast<std::uint32_t>(options.number("hash_places"));
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

}  // namespace signet::example
