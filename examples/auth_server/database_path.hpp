// Where flows B and C keep their accounts and sessions: one SQLite file.
#pragma once

#include <string>

#include "common/options.hpp"

namespace signet::example {

/// `accounts_file`, or accounts.db in `state_folder`.
inline std::string database_path(const Options& options) {
  const std::string& path = options.text("accounts_file");
  return path.empty() ? options.text("state_folder") + "/accounts.db" : path;
}

}  // namespace signet::example
