// What workers need at most, and what to change where it is not there.
#include "auth_server/hash_memory.hpp"

namespace signet::example {
namespace {

// What makes such workers fit.
std::string advice(KiB arena, KiB limit) {
  if (check_hash_memory(1, arena, limit)) return "lower hash_workers";
  const auto* how = check_hash_memory(1, KiB{0}, limit) ? "set password_preset bcrypt or fips, or " : "";
  return "even one needs " + std::to_string(2 * most_hash_memory(1, arena)) + " KiB: " + how + "add memory";
}

}  // namespace

std::optional<std::string> too_much_memory(const HashPoolOptions& pool, KiB limit) {
  if (check_hash_memory(pool.workers, pool.arena, limit)) return std::nullopt;
  const std::string ceiling = "up to " + std::to_string(HashCeilings{}.memory.count) + " KiB ";
  std::string each = ceiling + "each";
  if (pool.arena.count != 0) {
    each = std::to_string(pool.arena.count) + " KiB each, and a stored hash of " + ceiling + "beside them,";
  }
  return std::to_string(pool.workers) + " hash_workers of " + each + " take " +
         std::to_string(most_hash_memory(pool.workers, pool.arena)) + " KiB, more than half of the " +
         std::to_string(limit.count) + " KiB there are; " + advice(pool.arena, limit);
}

}  // namespace signet::example
