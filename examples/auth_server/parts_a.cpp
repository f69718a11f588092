// Opens flow A's parts; every refusal says what to do.
#include "auth_server/parts_a.hpp"

#include <string>
#include <utility>

#include "auth_server/database_url.hpp"
#include "auth_server/users_table_postgres.hpp"
#include "auth_server/users_table_sqlite.hpp"
#include "common/counted_stores.hpp"
#include "common/postgres.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/random.hpp"

namespace signet::example {
namespace {

/// The table holds such hashes; others of its programs read no other kind.
constexpr BcryptParams documented_hash{.cost = 10};

Stop no_table(const Error& error, bool is_postgres) {
  if (error.code() == Errc::store_unsupported) return refused("database_url (DATABASE_URL)", error);
  const std::string found = error.code() == Errc::store_schema_mismatch
                                ? "the database has no table users of the documented columns"
                                : "the database cannot be opened";
  const std::string files =
      is_postgres ? "01-schema.sql, and 02-seed.sql for the demo users: psql URL -f 01-schema.sql"
                  : "01-schema.sqlite.sql, and 02-seed.sqlite.sql for the demo users: sqlite3 FILE < "
                    "01-schema.sqlite.sql";
  return {exit_failed, found + "; servers never make it. Run examples/gateway/database/" + files};
}

Start<DatabaseUrl> checked_database(const Options& options) {
  auto url = database_of(options);
  if (!url || !url->is_postgres) return url;
  const auto checked = check_postgres_url(url->text.expose_text());
  if (!checked) return refused("database_url (DATABASE_URL)", checked.error());
  return url;
}

Result<std::unique_ptr<UsersTable>> open_table(const DatabaseUrl& url) {
  if (url.is_postgres) return open_postgres_users({.url = url.text.expose_text()}, system_random());
  return SqliteUsersTable::open(std::string{url.text.expose_text()}, system_random());
}

}  // namespace

Start<Done> PartsA::check(const Options& options) {
  auto service = service_options_a(options);
  if (!service) return service.stop();
  if (auto tokens = TokensA::load(options); !tokens) return tokens.stop();
  if (!service->logs_in) return Done{};
  if (auto url = checked_database(options); !url) return url.stop();
  if (auto plan = plan_hashing(options, documented_hash); !plan) return plan.stop();
  return Done{};
}

Start<std::unique_ptr<PartsA>> PartsA::open(const Options& options, Reports& reports) {
  auto service = service_options_a(options);
  if (!service) return service.stop();
  std::unique_ptr<PartsA> parts{new PartsA(options, *service, reports)};
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
  reports.show_keys("signing", [tokens = &parts->tokens_] {
    return KeysInUse{.count = tokens->get()->verifiers.keys(), .age = tokens->age()};
  });
  if (!service->logs_in) return parts;
  if (auto opened = parts->open_users(); !opened) return opened.stop();
  if (auto opened = parts->open_logins(); !opened) return opened.stop();
  return parts;
}

Start<Done> PartsA::load_keys() {
  auto tokens = TokensA::load(options_);
  if (!tokens) return tokens.stop();
  tokens_.replace(std::make_shared<const TokensA>(*std::move(tokens)));
  return Done{};
}

Start<Done> PartsA::open_users() {
  auto url = checked_database(options_);
  if (!url) return url.stop();
  auto users = open_table(*url);
  if (!users) return no_table(users.error(), url->is_postgres);
  const auto count = (*users)->count();
  if (!count) return no_table(count.error(), url->is_postgres);
  users_ = counted(*std::move(users), reports_.store_errors("users"));
  log_.say(Level::info, "database_ready", {{"table", "users"}, {"users", *count}});
  return Done{};
}

Start<Done> PartsA::open_logins() {
  auto plan = plan_hashing(options_, documented_hash);
  if (!plan) return plan.stop();
  auto hashing = open_hashing(*plan, reports_);
  if (!hashing) return hashing.stop();
  hashing_ = *std::move(hashing);
  auto logins = Throttle::build(system_random(), {.observer = reports_.login_events()});
  if (!logins) return refused("logins", logins.error());
  logins_ = *std::move(logins);
  auto accounts = Accounts::build(
      *users_, *hashing_.hasher, system_random(),
      {.names = NameRule::exact, .rehash_on_login = false, .observer = reports_.login_events()});
  if (!accounts) return refused("accounts", accounts.error());
  accounts_ = *std::move(accounts);
  return Done{};
}

Site PartsA::site() {
  Site site;
  site.health.ready = [] { return true; };
  const std::string& realm = options_.text("realm");
  if (service_.logs_in) {
    const auto sign = [this](std::string_view subject) {
      return tokens_.get()->issuer.issue({.subject = subject}, now(), system_random());
    };
    add_login_a(site.router,
                {.login = {.accounts = *accounts_, .hashing = *hashing_.pool, .throttle = *logins_},
                 .sign = sign,
                 .realm = realm,
                 .exact = service_.exact});
    site.health.database = [this] { return users_->ping(); };
  }
  if (service_.validates) {
    const auto verify = [this](std::string_view token) {
      return tokens_.get()->verifiers.verify(token, now());
    };
    add_validate_a(site.router, {.verify = verify, .realm = realm, .exact = service_.exact});
  }
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
