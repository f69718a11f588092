// Several auth_servers of flow C over the same accounts, keys and sessions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "flows/servers_c.hpp"

namespace signet::test {

/// Their common folder, with accounts in a file unless the environment says where they are.
struct FleetC {
  std::vector<std::pair<std::string, std::string>> environment;
  TemporaryFolder folder;
  std::string env_file = folder.write({".env", env_of_c()});
  std::string accounts = folder.path() + "/accounts.db";

  explicit FleetC(std::vector<std::pair<std::string, std::string>> variables = {})
      : environment(std::move(variables)) {}

  Launch launch(std::vector<std::string> options = {}) const {
    options.insert(options.end(), {"--flow=C", "--env-file", env_file});
    const bool elsewhere = !environment.empty() && environment.front().first == "SIGNET_ACCOUNTS_URL";
    if (!elsewhere) options.insert(options.end(), {"--accounts-file", accounts});
    options.insert(options.end(), auth_arguments.begin(), auth_arguments.end());
    return {"auth_server", std::move(options), environment};
  }
};

}  // namespace signet::test
