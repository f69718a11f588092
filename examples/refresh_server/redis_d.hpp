// Flow D's sessions in Redis: opened here, or refused in a build without hiredis.
#pragma once

#include <memory>

#include "refresh_server/store_choice.hpp"

namespace signet::example {

/// Asks the server at once, so that a wrong address or password is a refusal to start, and says what it
/// keeps.
Start<std::unique_ptr<StoreD>> open_redis_d(const Options& options, const StorePlace& place,
                                            const ModeD& mode, Log& log);

}  // namespace signet::example
