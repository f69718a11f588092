// Every option of the resource server, and which flow has it.
#include "resource_server/program.hpp"

#include <utility>

#include "common/flow_c.hpp"
#include "common/listener.hpp"
#include "common/signing_keys.hpp"
#include "common/trusted_keys.hpp"
#include "resource_server/parts_c.hpp"

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
            {.key = "profiles_url",
             .kind = OptionKind::secret,
             .fallback = "",
             .help = "postgresql://USER:PASSWORD@HOST/DATABASE, whose schema signet_profiles is used "
                     "in place of that file, and made",
             .flow = "B"},
            {.key = "profile_delay_ms",
             .kind = OptionKind::number,
             .fallback = "50",
             .help = "how long a profile takes, for a database that the document imagines; 0 to 10000 ms",
             .most = 10000,
             .documented_variable = "PROFILE_DELAY_MS",
             .flow = "A"}});
  options.push_back(jwt_secret_option());
  options.back().flow = "AB";
  options.push_back(log_level_option());
  for (Option& option : trusted_key_options()) {
    option.flow = "B";
    options.push_back(option);
  }
  for (const auto& more : {shared_options_c(), demo_options_c()}) {
    options.insert(options.end(), more.begin(), more.end());
  }
  return {"resource_server",
          "answers whoever holds a token: user profiles (flow B), one profile behind a gateway (flow A), or "
          "posts "
          "(flow C)",
          std::move(options),
          {{"B", {{"listen", "127.0.0.1:4000"}}},
           {"A", {{"listen", "127.0.0.1:3000"}}},
           {"C", {{"listen", "127.0.0.1:3000"}}}}};
}

}  // namespace signet::example
