// Where flow D keeps its sessions: Redis, as the document says, or a file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "common/log.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "refresh_server/options_d.hpp"
#include "refresh_server/store_d.hpp"

namespace signet::example {

/// What `store` names, and where it says nothing, `cache.host` and `cache.port`.
struct StorePlace {
  std::string sqlite_path;  ///< empty: Redis
  std::string host;
  std::uint16_t port = 0;
};
/// No message repeats the option: it may hold a password.
Start<StorePlace> store_place_of(const Options& options);

/// Opens it. Redis holds, in exact mode, the documented keys.
Start<std::unique_ptr<StoreD>> open_store_d(const Options& options, const ModeD& mode, Log& log);

}  // namespace signet::example
