// Half of the threads may be inside routes that wait (ServiceOptions::threads).
#include "auth_server/login_threads.hpp"

namespace signet::example {

std::int64_t threads_for(const HashPoolOptions& pool) noexcept {
  constexpr std::int64_t beside = 32;
  return 2 * (std::int64_t{pool.places} + std::int64_t{pool.workers} + beside);
}

void warn_of_few_threads(const HashPoolOptions& pool, std::int64_t threads, Log& log) {
  const std::int64_t enough = threads_for(pool);
  if (threads >= enough) return;
  log.say(Level::warning, "threads_few",
          {{"threads", threads},
           {"enough", enough},
           {"reason",
            "one address that floods can keep all others from logging in: half of the threads may wait, and "
            "they are fewer than the hash_places, where addresses take turns; raise threads or lower "
            "hash_places"}});
}

}  // namespace signet::example
