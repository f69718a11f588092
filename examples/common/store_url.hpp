// The URL of a database server, as servers take it in place of an SQLite file.
#pragma once

#include <string_view>

#include "common/options.hpp"
#include "common/postgres.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// A secret, which holds a URL since that may hold a password.
struct StoreUrlOption {
  std::string_view key;
  std::string_view file = {};  ///< the option of an SQLite file that it stands in place of
  Result<void> (*check)(std::string_view url) = check_postgres_url;
};

/// Its URL, judged but not connected to; empty where it was not given. A Stop where the file was given too.
Start<SecretBytes> read_store_url(const Options& options, const StoreUrlOption& option);

}  // namespace signet::example
