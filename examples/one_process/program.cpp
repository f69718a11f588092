// Joins the option tables of the two servers.
#include "one_process/program.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "auth_server/program.hpp"
#include "resource_server/program.hpp"

namespace signet::example {
namespace {

/// What one process need not be told of itself.
constexpr std::array<std::string_view, 3> superfluous{"demo_users_file", "demo_login_url",
                                                      "demo_login_ca_file"};

bool is_of_c(const Option& option) {
  return (option.flow.empty() || option.flow.find('C') != std::string_view::npos) &&
         std::ranges::find(superfluous, option.key) == superfluous.end();
}

}  // namespace

Program one_process_program() {
  std::vector<Option> options;
  for (const Program& program : {auth_program(), resource_program()}) {
    for (const Option& option : program.options) {
      const bool known = std::ranges::find(options, option.key, &Option::key) != options.end();
      if (!is_of_c(option) || known) continue;
      options.push_back(option);
      if (option.key == "flow") options.back().fallback = "C";
    }
  }
  options.push_back({"resource_listen", OptionKind::text, "127.0.0.1:3000",
                     "where the resource server listens, as `listen` for the auth server"});
  options.push_back({"demo", OptionKind::truth, "false",
                     "the resource server also serves GET /users and POST /login, as demos do"});
  return {
      "one_process",
      "both servers of flow C in one process: the first way the document names to let them share accounts",
      std::move(options),
      {{"C", {{"listen", "127.0.0.1:4000"}}}}};
}

}  // namespace signet::example
