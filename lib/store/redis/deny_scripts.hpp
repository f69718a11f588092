// The Lua scripts of RedisDenyStore.
#pragma once

#include "store/redis/script.hpp"

namespace signet::inline v0::detail::redis {

/// Keys and arguments of each: deny_scripts.cpp.
struct DenyScripts {
  Script deny;
  Script look_up;
  Script read_on;
};

/// They live as long as the process. @thread safe
const DenyScripts& deny_scripts();

}  // namespace signet::inline v0::detail::redis
