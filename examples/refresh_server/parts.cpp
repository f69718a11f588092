// Opens the refresh server's parts; every refusal names the option to change.
#include "refresh_server/parts.hpp"

#include <utility>

#include "refresh_server/counted_store_d.hpp"
#include "refresh_server/keys.hpp"
#include "refresh_server/options_d.hpp"
#include "refresh_server/token_routes.hpp"
#include "signet/core/chrono.hpp"

namespace signet::example {
namespace {

/// What the secrets make: the tokens' keys, the gate with its service keys, and who may ask about tokens.
struct Guards {
  TokensD tokens;
  OpenLogin gate;
  std::vector<SecretBytes> callers;
};

Start<Guards> make_guards(const Options& options) {
  auto keys = read_keys(options);
  if (!keys) return keys.stop();
  auto tokens = TokensD::build({.keys = std::move(keys->jwt),
                                .issuer = options.text("issuer"),
                                .access_lifetime = options.duration("access_lifetime"),
                                .refresh_lifetime = options.duration("refresh_lifetime")});
  if (!tokens) {
    return refused(tokens.error().name() == "issuer" ? "auth.issuer" : "jwt_key", tokens.error());
  }
  auto gate = OpenLogin::from(options, std::move(keys->service));
  if (!gate) return gate.stop();
  return Guards{*std::move(tokens), *std::move(gate), std::move(keys->callers)};
}

}  // namespace

Start<Done> RefreshParts::check(const Options& options) {
  if (auto mode = mode_of(options); !mode) return mode.stop();
  if (auto place = store_place_of(options); !place) return place.stop();
  if (auto guards = make_guards(options); !guards) return guards.stop();
  return Done{};
}

Start<LogOptions> RefreshParts::log_options(const Options& options) { return log_options_of(options); }

Start<std::unique_ptr<RefreshParts>> RefreshParts::open(const Options& options, Reports& reports) {
  std::unique_ptr<RefreshParts> parts{new RefreshParts(options, reports)};
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
  reports.show_keys("signing", [tokens = &parts->tokens_] {
    return KeysInUse{.count = tokens->get()->keys(), .age = tokens->age()};
  });
  if (auto opened = parts->open_store(); !opened) return opened.stop();
  parts->gate_.get()->announce(reports.log());
  reports.log().say(Level::info, "without_effect",
                    {{"keys", "server.max_processors, auth.passwords.min_length"}});
  return parts;
}

Start<Done> RefreshParts::open_store() {
  auto mode = mode_of(options_);
  if (!mode) return mode.stop();
  auto store = open_store_d(options_, *mode, log_);
  if (!store) return store.stop();
  store_ = std::make_unique<CountedStoreD>(*std::move(store), reports_.store_errors("sessions"));
  exact_ = mode->exact;
  sessions_ = std::make_unique<SessionsD>(*store_, system_random(), tokens_, reports_.session_events());
  return Done{};
}

Start<Done> RefreshParts::load_keys() {
  auto guards = make_guards(options_);
  if (!guards) return guards.stop();
  tokens_.replace(std::make_shared<const TokensD>(std::move(guards->tokens)));
  gate_.replace(std::make_shared<const OpenLogin>(std::move(guards->gate)));
  callers_.replace(std::make_shared<const std::vector<SecretBytes>>(std::move(guards->callers)));
  return Done{};
}

FlowD RefreshParts::flow_d() {
  return {.sessions = *sessions_,
          .gate = gate_,
          .exact = exact_,
          .now = [] { return signet::now(); },
          .explain =
              [this](std::string_view path, const Error& error) {
                log_.say(Level::debug, "refused",
                         {{"endpoint", path}, {"code", to_string(error.code())}, {"name", error.name()}});
              }};
}

Site RefreshParts::site() {
  Site site;
  add_flow_d(site.router, flow_d());
  if (!callers_.get()->empty()) {
    add_token_routes(site.router, {.sessions = *sessions_, .callers = callers_, .now = signet::now});
  }
  site.health = {
      .ready = [] { return true; }, .database = [this] { return store_->ping(); }, .only_store_routes = true};
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
