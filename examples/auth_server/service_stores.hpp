// Where flows B and C keep their accounts and sessions: one SQLite file or one PostgreSQL database, the
// sessions in a Redis where one is named.
#pragma once

#include <string>
#include <vector>

#include "common/options.hpp"
#include "common/postgres.hpp"
#include "common/reports.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// `accounts_file`, `accounts_url`, `sessions_url` and `sessions_replicas`.
std::vector<Option> service_store_options();

/// `accounts_file`, or accounts.db in `state_folder`; what is used unless there is an `accounts_url`.
std::string accounts_path(const Options& options);

/// Judges the options without opening anything.
Start<Done> check_service_stores(const Options& options);

/// Opens the stores of a realm, and makes what is not there. Their errors are counted.
Start<AccountsAndSessions> open_service_stores(const Options& options, const std::string& realm,
                                               Reports& reports);

/// Whether both answer.
Result<void> ping(const AccountsAndSessions& stores);

}  // namespace signet::example
