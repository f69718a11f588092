// Opens flow C's parts; every refusal names the option to change.
#include "auth_server/parts_c.hpp"

#include <string>
#include <utility>

#include "auth_server/options_c.hpp"
#include "auth_server/service_stores.hpp"
#include "common/flow_c.hpp"
#include "common/secrets.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/random.hpp"

namespace signet::example {
namespace {

Start<HashingPlan> plan_of(const Options& options) {
  auto target = chosen_hash(options);
  if (!target) return target.stop();
  return plan_hashing(options, *target);
}

Start<OpenLogin> load_gate(const Options& options) {
  std::vector<SecretBytes> keys;
  if (options.has_secret("service_key")) {
    auto read = read_secrets(options.secret("service_key"), "service_key");
    if (!read) return read.stop();
    keys = *std::move(read);
  }
  for (const std::string_view name : {"access_token_secret", "refresh_token_secret"}) {
    auto secret = read_secrets(options.secret(name), name);
    if (!secret) return secret.stop();
    if (share_a_value(keys, *secret)) {
      return Stop{exit_usage, "service_key is also a " + std::string{name} +
                                  "; make another with: openssl rand -base64 48"};
    }
  }
  return OpenLogin::from(options, std::move(keys));
}

}  // namespace

Start<Done> PartsC::check(const Options& options) {
  if (auto plan = plan_of(options); !plan) return plan.stop();
  if (auto sessions = sessions_options_c(options); !sessions) return sessions.stop();
  if (auto tokens = TokensC::load(options); !tokens) return tokens.stop();
  if (auto gate = load_gate(options); !gate) return gate.stop();
  if (auto good = check_service_stores(options); !good) return good.stop();
  return Done{};
}

Start<std::unique_ptr<PartsC>> PartsC::open(const Options& options, Reports& reports) {
  std::unique_ptr<PartsC> parts{new PartsC(options, reports)};
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
  reports.show_keys("signing", [tokens = &parts->tokens_] {
    return KeysInUse{.count = tokens->get()->keys(), .age = tokens->age()};
  });
  if (auto opened = parts->open_logins(); !opened) return opened.stop();
  if (auto opened = parts->open_stores(); !opened) return opened.stop();
  parts->announce();
  return parts;
}

Start<Done> PartsC::load_keys() {
  auto tokens = TokensC::load(options_);
  if (!tokens) return tokens.stop();
  auto gate = load_gate(options_);
  if (!gate) return gate.stop();
  tokens_.replace(std::make_shared<const TokensC>(*std::move(tokens)));
  gate_.replace(std::make_shared<const OpenLogin>(*std::move(gate)));
  return Done{};
}

Start<Done> PartsC::open_logins() {
  auto plan = plan_of(options_);
  if (!plan) return plan.stop();
  auto hashing = open_hashing(*plan, reports_);
  if (!hashing) return hashing.stop();
  hashing_ = *std::move(hashing);
  auto logins = Throttle::build(system_random(), {.observer = reports_.login_events()});
  if (!logins) return refused("logins", logins.error());
  logins_ = *std::move(logins);
  return Done{};
}

Start<Done> PartsC::open_stores() {
  auto options = sessions_options_c(options_);
  if (!options) return options.stop();
  exact_ = *exact_mode(options_);
  if (auto made = ensure_private_folder(options_.text("state_folder")); !made) return made.stop();
  auto stores = open_service_stores(options_, "C", reports_);
  if (!stores) return stores.stop();
  stores_ = *std::move(stores);
  options->observer = reports_.session_events();
  sessions_ = std::make_unique<SessionsC>(
      SessionsC::Over{*stores_.accounts, *stores_.sessions, system_random(), tokens_}, *options);
  auto accounts =
      Accounts::build(*stores_.accounts, *hashing_.hasher, system_random(),
                      {.names = NameRule::exact,
                       .min_password = static_cast<std::size_t>(options_.number("password_minimum")),
                       .most_accounts = static_cast<std::uint64_t>(options_.number("auto_provision_max")),
                       .observer = reports_.login_events()});
  if (!accounts) return refused("accounts", accounts.error());
  accounts_ = *std::move(accounts);
  return Done{};
}

void PartsC::announce() const {
  if (options_.truth("open_login")) {
    log_.say(Level::warning, "open_login",
             {{"reason",
               "whoever reaches this server from loopback or open_login_from makes an account by logging in"},
              {"most", options_.number("auto_provision_max")}});
  }
}

FlowC PartsC::flow() {
  return {.login = {.accounts = *accounts_, .hashing = *hashing_.pool, .throttle = *logins_},
          .store = *stores_.accounts,
          .sessions = *sessions_,
          .gate = gate_,
          .realm = options_.text("realm"),
          .exact = exact_,
          .serves_verify = options_.truth("serve_verify"),
          .now = [] { return now(); }};
}

Site PartsC::site() {
  Site site;
  add_flow_c(site.router, flow());
  site.health = {.ready = [] { return true; }, .database = [this] { return ping(stores_); }};
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
