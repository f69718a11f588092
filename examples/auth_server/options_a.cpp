// Reads the roles of a process, of which it has at least one.
#include "auth_server/options_a.hpp"

#include <string>

#include "common/flow_c.hpp"

namespace signet::example {

std::vector<Option> auth_options_a() {
  std::vector<Option> options{
      {.key = "database_url",
       .kind = OptionKind::secret,
       .fallback = "",
       .help =
           "where the table of users is: postgresql://… or sqlite:PATH; never shown, since such a URL may "
           "hold a password",
       .documented_variable = "DATABASE_URL"},
      {.key = "roles",
       .kind = OptionKind::list,
       .fallback = "login,validate",
       .help = "what this process does: login, validate or both; one that only validates needs no database"},
  };
  for (Option& option : options) option.flow = "A";
  return options;
}

Start<ServiceOptionsA> service_options_a(const Options& options) {
  auto exact = exact_mode(options);
  if (!exact) return exact.stop();
  ServiceOptionsA service{.exact = *exact, .logs_in = false, .validates = false};
  for (const std::string& role : options.list("roles")) {
    if (role != "login" && role != "validate")
      return Stop{exit_usage, "roles must be login, validate or both"};
    (role == "login" ? service.logs_in : service.validates) = true;
  }
  if (!service.logs_in && !service.validates) {
    return Stop{exit_usage, "roles is empty; set it to login, validate or login,validate"};
  }
  return service;
}

}  // namespace signet::example
