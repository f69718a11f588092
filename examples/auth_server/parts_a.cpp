// Opens flow A's parts; every refusal says what to do.
#include "auth_server/parts_a.hpp"

#include <string>
#include <utility>

#include "auth_server/database_url.hpp"
#include "auth_server/users_table_postgres.hpp"
#include "auth_server/users_table_sqlite.hpp"
#include "common/events.hpp"
#include "common/flow_a_tokens.hpp"
#include "common/secrets.hpp"
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
  return {exit_failed, found + "; servers never make it. Run examples/flows/A/database/" + files};
}

Start<DatabaseUrl> checked_database(const Options& options) {
  auto url = database_of(options);
  if (!url || !url->is_postgres) return url;
  const auto checked = check_postgres_users(url->text.expose_text());
  if (!checked) return refused("database_url (DATABASE_URL)", checked.error());
  return url;
}

Result<std::unique_ptr<UsersTable>> open_table(const DatabaseUrl& url) {
  if (url.is_postgres) return open_postgres_users(url.text.expose_text(), system_random());
  return SqliteUsersTable::open(std::string{url.text.expose_text()}, system_random());
}

}  // namespace

Start<TokensA> TokensA::load(const Options& options) {
  auto values = read_secrets(options.secret("jwt_secret"), "jwt_secret (JWT_SECRET)");
  if (!values) return values.stop();
  auto key = SigningKey::from_secret(values->front(), Algorithm::HS256);
  if (!key) return refused("jwt_secret", key.error());
  auto issuer = TokenIssuer::build({.key = *std::move(key),
                                    .issuer = std::string{flow_a_issuer},
                                    .audience = {std::string{flow_a_audience}},
                                    .audience_array = true,
                                    .lifetime = Seconds::of(options.number("token_lifetime"))});
  if (!issuer) return refused("token_lifetime", issuer.error());
  auto verifiers = flow_a_verifiers(options);
  if (!verifiers) return verifiers.stop();
  return TokensA{*std::move(issuer), *std::move(verifiers)};
}

Start<Done> PartsA::check(const Options& options) {
  if (auto tokens = TokensA::load(options); !tokens) return tokens.stop();
  if (auto url = checked_database(options); !url) return url.stop();
  if (auto plan = plan_hashing(options, documented_hash); !plan) return plan.stop();
  return Done{};
}

Start<std::unique_ptr<PartsA>> PartsA::open(const Options& options, Log& log) {
  std::unique_ptr<PartsA> parts{new PartsA(options, log)};
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
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
  users_ = *std::move(users);
  const auto count = users_->count();
  if (!count) return no_table(count.error(), url->is_postgres);
  log_.say(Level::info, "database_ready", {{"table", "users"}, {"users", *count}});
  return Done{};
}

Start<Done> PartsA::open_logins() {
  auto plan = plan_hashing(options_, documented_hash);
  if (!plan) return plan.stop();
  auto hashing = open_hashing(*plan, log_);
  if (!hashing) return hashing.stop();
  hashing_ = *std::move(hashing);
  auto logins = Throttle::build(system_random(), {.observer = events_to(log_)});
  if (!logins) return refused("logins", logins.error());
  logins_ = *std::move(logins);
  auto accounts =
      Accounts::build(*users_, *hashing_.hasher, system_random(),
                      {.names = NameRule::exact, .rehash_on_login = false, .observer = events_to(log_)});
  if (!accounts) return refused("accounts", accounts.error());
  accounts_ = *std::move(accounts);
  return Done{};
}

Site PartsA::site() {
  Site site;
  add_flow_a(
      site.router,
      {.login = {.accounts = *accounts_, .hashing = *hashing_.pool, .throttle = *logins_},
       .sign =
           [this](std::string_view subject) {
             return tokens_.get()->issuer.issue({.subject = subject}, now(), system_random());
           },
       .verify = [this](std::string_view token) { return tokens_.get()->verifiers.verify(token, now()); },
       .realm = options_.text("realm")});
  site.health = {.ready = [] { return true; }, .database = [this] { return users_->ping(); }};
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
