// In place of redis_d.cpp in a build without hiredis.
#include "refresh_server/redis_d.hpp"

namespace signet::example {

Start<std::unique_ptr<StoreD>> open_redis_d(const Options& /*options*/, const StorePlace& /*place*/,
                                            const ModeD& /*mode*/, Log& /*log*/) {
  return Stop{exit_usage,
              "built without hiredis, so there is no Redis (cache.host); keep the sessions in a file by "
              "--store sqlite:PATH or SIGNET_STORE=sqlite:PATH"};
}

}  // namespace signet::example
