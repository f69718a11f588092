// Every option of the resource server, and which flow has it.
#include "resource_server/program.hpp"

#include <utility>

#include "common/listener.hpp"
#include "common/signing_keys.hpp"
#include "common/trusted_keys.hpp"

namespace signet::example {

Program resource_program() {
  auto options = listener_options(
      "B", {{.key = "state_folder",
             .kind = OptionKind::text,
             .fallback = "resource_state",
             .help = "holds the profiles; made, mode 0700",
             .flow = "B"},
            {.key = "profiles_file",
             .kind = OptionKind::text,
             .fallback = "",
             .help = "SQLite file; profiles.db in state_folder when empty",
             .flow = "B"},
            {.key = "profile_delay_ms",
             .kind = OptionKind::number,
             .fallback = "50",
             .help = "how long a profile takes, for a database that the document imagines; 0 to 10000 ms",
             .most = 10000,
             .documented_variable = "PROFILE_DELAY_MS",
             .flow = "A"},
            jwt_secret_option()});
  for (Option& option : trusted_key_options()) {
    option.flow = "B";
    options.push_back(option);
  }
  return {"resource_server",
          "answers whoever holds a token: user profiles (flow B), or one profile behind a gateway (flow A)",
          std::move(options),
          {{"B", {{"listen", "127.0.0.1:4000"}}}, {"A", {{"listen", "127.0.0.1:3000"}}}}};
}

}  // namespace signet::example
