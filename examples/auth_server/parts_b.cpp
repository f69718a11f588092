// Opens flow B's parts; every refusal names the option to change.
#include "auth_server/parts_b.hpp"

#include <utility>

#include "auth_server/refresh_keys.hpp"
#include "auth_server/service_stores.hpp"
#include "common/secrets.hpp"
#include "signet/core/random.hpp"

namespace signet::example {
namespace {

Start<HashingPlan> plan_of(const Options& options) {
  auto target = chosen_hash(options);
  if (!target) return target.stop();
  return plan_hashing(options, *target);
}

}  // namespace

Start<Done> PartsB::check(const Options& options) {
  if (auto plan = plan_of(options); !plan) return plan.stop();
  if (auto good = check_refresh_b(options); !good) return good.stop();
  if (auto good = check_service_stores(options); !good) return good.stop();
  if (!has_signing_keys(options)) return Done{};  // the first start makes one
  if (auto keys = load_signing_keys(options, MissingKey::refuse); !keys) return keys.stop();
  return Done{};
}

Start<std::unique_ptr<PartsB>> PartsB::open(const Options& options, Reports& reports) {
  std::unique_ptr<PartsB> parts{new PartsB(options, reports)};
  if (auto made = ensure_private_folder(options.text("state_folder")); !made) return made.stop();
  if (auto good = check_refresh_b(options); !good) return good.stop();
  auto plan = plan_of(options);
  if (!plan) return plan.stop();
  auto hashing = open_hashing(*plan, reports);
  if (!hashing) return hashing.stop();
  parts->hashing_ = *std::move(hashing);
  if (auto opened = parts->open_accounts(); !opened) return opened.stop();
  if (auto loaded = parts->load_keys(MissingKey::make); !loaded) return loaded.stop();
  reports.show_keys("signing", [signer = &parts->signer_] {
    return KeysInUse{.count = signer->get()->keys, .age = signer->age()};
  });
  parts->announce();
  return parts;
}

Start<Done> PartsB::load_keys(MissingKey missing) {
  auto keys = load_signing_keys(options_, missing);
  if (!keys) return keys.stop();
  auto signer = TokenSigner::make(*std::move(keys), Seconds::of(options_.number("token_lifetime")));
  if (!signer) return signer.stop();
  if (signer->algorithm == Algorithm::HS256) {
    log_.say(Level::warning, "proof_of_concept",
             {{"reason",
               "tokens are HS256 by JWT_SECRET: whoever verifies them can make them. Without "
               "JWT_SECRET they are RS256 and verified by /.well-known/jwks.json"}});
  }
  auto sessions = load_sessions(missing);
  if (!sessions) return sessions.stop();
  // All keys are good by now: either all are replaced or none.
  signer_.replace(std::make_shared<const TokenSigner>(*std::move(signer)));
  sessions_.replace(*std::move(sessions));
  return Done{};
}

Start<Done> PartsB::open_accounts() {
  auto stores = open_service_stores(options_, "B", reports_);
  if (!stores) return stores.stop();
  stores_ = *std::move(stores);
  auto logins = Throttle::build(system_random(), {.observer = reports_.login_events()});
  auto registrations = Throttle::build(system_random());
  if (!logins || !registrations) return Stop{exit_failed, "the system's random generator gives no bytes"};
  logins_ = *std::move(logins);
  registrations_ = *std::move(registrations);
  auto accounts =
      Accounts::build(*stores_.accounts, *hashing_.hasher, system_random(),
                      {.min_password = static_cast<std::size_t>(options_.number("password_minimum")),
                       .observer = reports_.login_events()});
  if (!accounts) return refused("accounts", accounts.error());
  accounts_ = *std::move(accounts);
  return Done{};
}

void PartsB::announce() const {
  if (!options_.truth("refresh")) return;
  log_.say(Level::info, "refresh",
           {{"idle_s", options_.number("refresh_idle")},
            {"absolute_s", options_.number("refresh_absolute")},
            {"grace_s", options_.number("refresh_grace")}});
}

Start<std::shared_ptr<const SessionsB>> PartsB::load_sessions(MissingKey missing) {
  if (!options_.truth("refresh")) return std::shared_ptr<const SessionsB>{};
  auto keys = load_refresh_keys(options_, missing);
  if (!keys) return keys.stop();
  return SessionsB::make(options_, *std::move(keys),
                         {*stores_.accounts, *stores_.sessions, signer_, reports_.session_events()});
}

Site PartsB::site() {
  Site site;
  add_flow_b(site.router, {*accounts_, *hashing_.pool, *logins_, *registrations_, signer_,
                           options_.text("realm"), options_.truth("refresh") ? &sessions_ : nullptr});
  site.health = {.ready = [] { return true; }, .database = [this] { return ping(stores_); }};
  site.reload = [this] { say_keys(log_, load_keys(MissingKey::refuse)); };
  return site;
}

}  // namespace signet::example
