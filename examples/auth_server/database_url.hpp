// DATABASE_URL: read by us before any driver sees it, and never shown: such a URL may hold a password.
#pragma once

#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

struct DatabaseUrl {
  bool is_postgres;
  SecretBytes text;  ///< the whole URL for PostgreSQL, the file's path for SQLite
};

/// What `database_url` names: `postgres://…` or `postgresql://…`; or `sqlite:PATH`, `sqlite://PATH`, a plain
/// path.
Start<DatabaseUrl> database_of(const Options& options);

}  // namespace signet::example
