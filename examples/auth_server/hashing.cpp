// Chooses the password hash, and starts the pool that computes it.
#include "auth_server/hashing.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "auth_server/hash_memory.hpp"
#include "auth_server/login_threads.hpp"

namespace signet::example {
namespace {

/// An option that takes the place of one of the preset's numbers.
struct Tuning {
  std::string_view key;
  std::uint32_t* (*number_of)(HashParams& target);  ///< null: another algorithm's
};

template <class Params>
std::uint32_t* number_in(HashParams& target, std::uint32_t Params::* member) {
  auto* const params = std::get_if<Params>(&target);
  return params == nullptr ? nullptr : &(params->*member);
}

std::uint32_t* memory_in(HashParams& target) {
  auto* const params = std::get_if<Argon2Params>(&target);
  return params == nullptr ? nullptr : &params->memory.count;
}

constexpr std::array tunings{
    Tuning{"argon2_memory_kib", memory_in},
    Tuning{"argon2_passes", [](HashParams& target) { return number_in(target, &Argon2Params::passes); }},
    Tuning{"bcrypt_cost", [](HashParams& target) { return number_in(target, &BcryptParams::cost); }},
    Tuning{"pbkdf2_iterations",
           [](HashParams& target) { return number_in(target, &Pbkdf2Params::iterations); }},
};

}  // namespace

std::vector<Option> hashing_options(std::string_view choice_flows) {
  return {
      {.key = "password_preset",
       .kind = OptionKind::text,
       .fallback = "default",
       .help = "default, hardened, owasp_minimum (argon2id), bcrypt, fips (PBKDF2) or scrypt",
       .flow = choice_flows},
      {.key = "argon2_memory_kib",
       .kind = OptionKind::number,
       .fallback = "0",
       .help = "memory of one argon2id hash in KiB, 8 to 262144; 0: the preset's",
       .most = 262144,
       .flow = choice_flows},
      {.key = "argon2_passes",
       .kind = OptionKind::number,
       .fallback = "0",
       .help = "passes of one argon2id hash, 1 to 12; 0: the preset's",
       .most = 12,
       .flow = choice_flows},
      {.key = "bcrypt_cost",
       .kind = OptionKind::number,
       .fallback = "0",
       .help = "2^cost rounds of one bcrypt hash, 4 to 14; 0: the preset's",
       .most = 14,
       .flow = choice_flows},
      {.key = "pbkdf2_iterations",
       .kind = OptionKind::number,
       .fallback = "0",
       .help = "iterations of one PBKDF2 hash, 1000 to 2400000; 0: the preset's",
       .most = 2'400'000,
       .flow = choice_flows},
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
    return Stop{exit_usage,
                "password_preset must be default, hardened, owasp_minimum, bcrypt, fips or scrypt"};
  }
  HashParams target = preset->params;
  for (const Tuning& tuning : tunings) {
    const auto value = static_cast<std::uint32_t>(options.number(tuning.key));
    if (value == 0) continue;
    std::uint32_t* const number = tuning.number_of(target);
    if (number == nullptr) {
      return Stop{exit_usage, std::string{tuning.key} + " does not go with password_preset " +
                                  options.text("password_preset")};
    }
    *number = value;
  }
  return target;
}

Start<HashingPlan> plan_hashing(const Options& options, const HashParams& target) {
  HashingPlan plan{
      .target = target, .memory = KiB{0}, .pool = {.expected = target}, .threads = options.number("threads")};
  if (const auto* argon2 = std::get_if<Argon2Params>(&plan.target)) plan.memory = argon2->memory;
  plan.pool.workers = static_cast<unsigned>(options.number("hash_workers"));
  plan.pool.places = static_cast<std::uint32_t>(options.number("hash_places"));
  plan.pool.arena = plan.memory;
  plan.pool.deadline = Seconds::of_microseconds(options.number("hash_deadline_ms") * 1000);
  HashPoolOptions most = plan.pool;  // fewer where their priority cannot be lowered, which the pool finds out
  if (most.workers == 0) most.workers = usable_hash_workers();
  if (auto reason = too_much_memory(most, usable_memory())) return Stop{exit_usage, *std::move(reason)};
  return plan;
}

Start<Hashing> open_hashing(HashingPlan plan, Reports& reports) {
  Hashing hashing;
  auto hasher = PasswordHasher::build({.target = plan.target});
  if (!hasher) return refused("password_preset", hasher.error());
  hashing.hasher = std::make_unique<PasswordHasher>(*std::move(hasher));
  plan.pool.observer = reports.login_events();
  auto pool = HashPool::build(plan.pool);
  if (!pool) return refused("hash_workers", pool.error());
  hashing.pool = *std::move(pool);
  reports.show(*hashing.pool);
  plan.pool.workers = hashing.pool->stats().workers;
  reports.log().say(Level::info, "hashing",
                    {{"workers", std::int64_t{plan.pool.workers}},
                     {"memory_kib_each", std::int64_t{plan.memory.count}},
                     {"places", std::int64_t{plan.pool.places}}});
  warn_of_few_threads(plan.pool, plan.threads, reports.log());
  return hashing;
}

}  // namespace signet::example
