// Every option of the auth server, and which flow has it.
#include "auth_server/program.hpp"

#include <utility>

#include "auth_server/hashing.hpp"
#include "auth_server/sessions_b.hpp"
#include "common/listener.hpp"
#include "common/signing_keys.hpp"

namespace signet::example {
namespace {

Option database_url_option() {
  return {
      .key = "database_url",
      .kind = OptionKind::secret,
      .fallback = "",
      .help = "where the table of users is: sqlite:PATH; never shown, since such a URL may hold a password",
      .documented_variable = "DATABASE_URL",
      .flow = "A"};
}

Option only_b(Option option) {
  option.flow = "B";
  return option;
}

}  // namespace

Program auth_program() {
  std::vector<Option> options = listener_options(
      "B",
      {only_b({"state_folder", OptionKind::text, "auth_state",
               "holds the accounts and the keys; made, mode 0700"}),
       only_b({"accounts_file", OptionKind::text, "", "SQLite file; accounts.db in state_folder when empty"}),
       database_url_option(),
       {"token_lifetime", OptionKind::number, "", "of access tokens, in seconds, 900 to 3600", 900, 3600},
       only_b({"password_minimum", OptionKind::number, "8", "characters of a new password, 8 to 64", 8, 64}),
       only_b(signing_key_files_option()),
       jwt_secret_option()});
  for (const Option& option : hashing_options("B")) options.push_back(option);
  for (const Option& option : refresh_options_b()) options.push_back(only_b(option));
  return {"auth_server",
          "logs people in: accounts of its own (flow B), or a table of users behind a gateway (flow A)",
          std::move(options),
          {{"B", {{"listen", "127.0.0.1:3000"}, {"token_lifetime", "3600"}}},
           {"A", {{"listen", "127.0.0.1:8080"}, {"token_lifetime", "900"}}}}};
}

}  // namespace signet::example
