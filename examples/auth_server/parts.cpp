// Opens the auth server's parts; every refusal names the option to change.
#include "auth_server/parts.hpp"

#include <utility>

#include "auth_server/hashing.hpp"
#include "common/events.hpp"
#include "common/listener.hpp"
#include "common/secrets.hpp"
#include "signet/core/random.hpp"

namespace signet::example {
namespace {

Stop refused(const std::string& what, const Error& error) {
  const std::string name{error.name()};
  return {error.stage() == Stage::store ? exit_failed : exit_usage,
          what + ": " + std::string{error.sentence()} + " (" + std::string{to_string(error.code())} +
              (name.empty() ? "" : ", " + name) + ")"};
}

}  // namespace

Program auth_program() {
  std::vector<Option> options = listener_options(
      "127.0.0.1:3000",
      {{"state_folder", OptionKind::text, "auth_state",
        "holds the accounts and the signing key; made, mode 0700"},
       {"accounts_file", OptionKind::text, "", "SQLite file; accounts.db in state_folder when empty"},
       {"token_lifetime", OptionKind::number, "3600", "of access tokens, in seconds, 900 to 3600", 900, 3600},
       {"password_minimum", OptionKind::number, "8", "characters of a new password, 8 to 64", 8, 64},
       signing_key_files_option(),
       jwt_secret_option()});
  for (const Option& option : hashing_options()) options.push_back(option);
  return {"auth_server", "registers accounts and logs them in (flow B)", std::move(options)};
}

Start<Done> AuthParts::check(const Options& options) {
  if (auto plan = plan_hashing(options); !plan) return plan.stop();
  if (!has_signing_keys(options)) return Done{};  // the first start makes one
  if (auto keys = load_signing_keys(options, MissingKey::refuse); !keys) return keys.stop();
  return Done{};
}

Start<std::unique_ptr<AuthParts>> AuthParts::open(const Options& options, Log& log) {
  std::unique_ptr<AuthParts> parts{new AuthParts(options, log)};
  if (auto made = ensure_private_folder(options.text("state_folder")); !made) return made.stop();
  if (auto loaded = parts->load_keys(MissingKey::make); !loaded) return loaded.stop();
  if (auto opened = parts->open_hashing(); !opened) return opened.stop();
  if (auto opened = parts->open_accounts(); !opened) return opened.stop();
  return parts;
}

Start<Done> AuthParts::load_keys(MissingKey missing) {
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
  signer_.replace(std::make_shared<const TokenSigner>(*std::move(signer)));
  return Done{};
}

void AuthParts::reload() {
  const auto loaded = load_keys(MissingKey::refuse);
  if (loaded) {
    log_.say(Level::info, "keys_loaded");
  } else {
    log_.say(Level::error, "keys_kept", {{"reason", loaded.stop().message}});
  }
}

Start<Done> AuthParts::open_hashing() {
  auto plan = plan_hashing(options_);
  if (!plan) return plan.stop();
  auto hasher = PasswordHasher::build({.target = plan->target});
  if (!hasher) return refused("password_preset", hasher.error());
  hasher_ = std::make_unique<PasswordHasher>(*std::move(hasher));
  plan->pool.observer = events_to(log_);
  auto pool = HashPool::build(plan->pool);
  if (!pool) return refused("hash_workers", pool.error());
  hashing_ = *std::move(pool);
  log_.say(Level::info, "hashing",
           {{"workers", std::int64_t{plan->pool.workers}},
            {"memory_kib_each", std::int64_t{plan->memory.count}},
            {"places", std::int64_t{plan->pool.places}}});
  return Done{};
}

Start<Done> AuthParts::open_accounts() {
  std::string path = options_.text("accounts_file");
  if (path.empty()) path = options_.text("state_folder") + "/accounts.db";
  auto store = SqliteAccountStore::open({.path = path, .realm = "B"});
  if (!store) return refused(path, store.error());
  store_ = *std::move(store);
  auto logins = Throttle::build(system_random(), {.observer = events_to(log_)});
  auto registrations = Throttle::build(system_random());
  if (!logins || !registrations) return Stop{exit_failed, "the system's random generator gives no bytes"};
  logins_ = *std::move(logins);
  registrations_ = *std::move(registrations);
  auto accounts =
      Accounts::build(*store_, *hasher_, system_random(),
                      {.min_password = static_cast<std::size_t>(options_.number("password_minimum")),
                       .observer = events_to(log_)});
  if (!accounts) return refused("accounts", accounts.error());
  accounts_ = *std::move(accounts);
  return Done{};
}

}  // namespace signet::example
