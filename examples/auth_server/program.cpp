// Every option of the auth server, and which flow has it.
#include "auth_server/program.hpp"

#include <algorithm>
#include <utility>

#include "auth_server/hashing.hpp"
#include "auth_server/options_a.hpp"
#include "auth_server/options_c.hpp"
#include "auth_server/service_stores.hpp"
#include "auth_server/sessions_b.hpp"
#include "common/flow_c.hpp"
#include "common/listener.hpp"
#include "common/signing_keys.hpp"

namespace signet::example {
namespace {

Option of_flows(std::string_view flows, Option option) {
  option.flow = flows;
  return option;
}

}  // namespace

Program auth_program() {
  std::vector<Option> options =
      listener_options("B", {of_flows("BC", {"state_folder", OptionKind::text, "auth_state",
                                             "holds the accounts, and the keys of flow B; made, mode 0700"}),
                             of_flows("AB", {"token_lifetime", OptionKind::number, "",
                                             "of access tokens, in seconds, 900 to 3600", 900, 3600}),
                             of_flows("BC", {"password_minimum", OptionKind::number, "8",
                                             "characters of a new password, 8 to 64", 8, 64}),
                             of_flows("B", signing_key_files_option()), of_flows("AB", jwt_secret_option()),
                             log_level_option()});
  for (const auto& more : {auth_options_a(), service_store_options(), hashing_options("BC"),
                           refresh_options_b(), shared_options_c(), auth_options_c()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  std::ranges::find(options, "mode", &Option::key)->flow = "AC";
  return {
      "auth_server",
      "logs people in: accounts of its own (flows B and C), or a table of users behind a gateway (flow A)",
      std::move(options),
      {{"B", {{"listen", "127.0.0.1:3000"}, {"token_lifetime", "3600"}}},
       {"A", {{"listen", "127.0.0.1:8080"}, {"token_lifetime", "900"}}},
       {"C", {{"listen", "127.0.0.1:4000"}}}}};
}

}  // namespace signet::example
