// resource_server: flow B's user profiles, behind tokens verified here. Options: resource_server --help.
#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/process.hpp"
#include "common/secrets.hpp"
#include "common/signing_keys.hpp"
#include "common/trusted_keys.hpp"
#include "resource_server/flow_b.hpp"
#include "signet/core/chrono.hpp"

using namespace signet;
using namespace signet::example;

static Program resource_program() {
  auto options = listener_options(
      "B", {{"state_folder", OptionKind::text, "resource_state", "holds the profiles; made, mode 0700"},
            {"profiles_file", OptionKind::text, "", "SQLite file; profiles.db in state_folder when empty"},
            jwt_secret_option()});
  for (const Option& option : trusted_key_options()) options.push_back(option);
  return {"resource_server",
          "keeps user profiles for whoever holds a token (flow B)",
          std::move(options),
          {{"B", {{"listen", "127.0.0.1:4000"}}}}};
}

static Start<std::unique_ptr<ProfileStore>> open_profiles(const Options& options) {
  if (auto made = ensure_private_folder(options.text("state_folder")); !made) return made.stop();
  const std::string& file = options.text("profiles_file");
  return open_sqlite_profiles(file.empty() ? options.text("state_folder") + "/profiles.db" : file);
}

int main(int argc, char** argv) {
  forbid_core_dumps();
  Signals signals;
  const Program program = resource_program();
  auto options = Options::read(program, {argv + 1, static_cast<std::size_t>(argc - 1)});
  if (!options) return end_with(options.stop(), program.name);
  if (const auto checked = check_listener(*options); !checked) return end_with(checked.stop(), program.name);
  if (options->mode() == Mode::healthcheck) return ask_livez(*options);

  auto log = Log::open({.service = "resource_server", .file = options->text("log_file")});
  if (!log) return end_with(log.stop(), program.name);
  auto keys = TrustedKeys::open(*options, flow_b_policy(), **log);
  if (!keys) return end_with(keys.stop(), program.name);
  if (options->mode() == Mode::check_config) return end_with({0, "the configuration is good"}, program.name);
  auto profiles = open_profiles(*options);
  if (!profiles) return end_with(profiles.stop(), program.name);

  Site site;
  add_flow_b(site.router, {.profiles = **profiles,
                           .verify = [&](std::string_view token) { return (*keys)->verify(token, now()); },
                           .realm = options->text("realm")});
  site.health = {.ready = [&] { return (*keys)->loaded(); },
                 .database = [&] { return (*profiles)->ping(); },
                 .only_store_routes = true};
  site.reload = [&] { (*keys)->reload(); };
  return serve(*options, std::move(site), signals, **log);
}
