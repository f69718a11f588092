// DATABASE_URL: read by us before any driver sees it, and never shown: such a URL may hold a password.
#pragma once

#include <string>

#include "common/options.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// The file that `database_url` names: `sqlite:PATH`, `sqlite://PATH` or a plain path.
Start<std::string> sqlite_file_of(const Options& options);

}  // namespace signet::example
