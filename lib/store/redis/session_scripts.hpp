// The Lua scripts of RedisSessionStore, one for each call.
#pragma once

#include "store/redis/script.hpp"

namespace signet::inline v0::detail::redis {

/// Keys and arguments of each: session_scripts.cpp.
struct SessionScripts {
  Script create;
  Script find;
  Script rotate;
  Script use;
  Script revoke;
  Script revoke_subject;
  Script revoke_before;
  Script raise_epoch;
  Script list;
  Script ping;
};

/// They live as long as the process. @thread safe
const SessionScripts& session_scripts();

}  // namespace signet::inline v0::detail::redis
