// Where `signet admin` finds its stores: URLs from the command line, a file or the environment.
#pragma once

#include <cstdint>
#include <optional>

#include "args.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet_cli {

struct StoreUrl {
  bool is_postgres;
  signet::SecretBytes text;  ///< the whole URL for PostgreSQL, the file's path for SQLite
};

/// What --store, --store-file, SIGNET_STORE_FILE or SIGNET_STORE names, the first of them that is given. No
/// message repeats a URL: it may carry a password. Throws UsageError: none is given, or it is neither
/// `sqlite:PATH` nor a URL that PostgresOptions would take, or --store carries a password. Throws InputError:
/// the file cannot be read, or others may write it.
StoreUrl store_url(const Args& args);

/// The same of --sessions, --sessions-file, SIGNET_SESSIONS_FILE and SIGNET_SESSIONS, a URL that RedisOptions
/// takes; nothing where none is given: the sessions are beside the accounts.
std::optional<signet::SecretBytes> sessions_url(const Args& args);

/// How many replicas must have what ends sessions: --sessions-replicas, else SIGNET_SESSIONS_REPLICAS, else
/// 0. Throws UsageError: not a number from 0 to 16.
std::uint32_t sessions_replicas(const Args& args);

}  // namespace signet_cli
