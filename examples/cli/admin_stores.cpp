// Opens the stores of `signet admin`, and says what to do when they refuse.
#include <filesystem>

#include "admin.hpp"
#include "common/postgres.hpp"
#include "common/redis.hpp"
#include "io.hpp"
#include "signet/core/random.hpp"
#include "signet/core/utf8.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "store_url.hpp"

namespace signet_cli {
namespace {

using namespace signet;

std::string_view advice_for(Errc code) {
  switch (code) {
    case Errc::account_exists:
      return " It was left as it is; `signet admin user set-password` gives it another password.";
    case Errc::account_changed:
      return " Look at it with `signet admin user show`, then repeat.";
    case Errc::store_unavailable:
      return " A change may be half done: repeat the command until it succeeds. If it never does, see "
             "whether this user may write the file and its folder, or whether the server answers and takes "
             "the "
             "role and its password.";
    case Errc::revoke_unconfirmed:
      return " It is done on the primary, and lost if another takes its place before the replicas have it: "
             "repeat the command until it succeeds. If it never does, see whether as many replicas follow as "
             "--sessions-replicas names.";
    case Errc::store_schema_mismatch:
      return " It was left as it is; check the path or URL, that the server has started once, and that it is "
             "of this "
             "version.";
    case Errc::store_unsupported:
      return " For a file, run the command on the machine whose disk it is on; for PostgreSQL, take a role "
             "that may use the schema signet; for Redis, a server of version 7.0 or later that evicts "
             "nothing, "
             "and a user who may ask INFO.";
    case Errc::email_invalid:
      return " Where names are no addresses, give --name-rule exact.";
    case Errc::password_too_short:
      return " --minimum says how many characters are required; 8 without it.";
    case Errc::password_too_long:
      return " bcrypt takes 72 bytes, argon2id 1024.";
    default:
      return "";
  }
}

NameRule name_rule_of(const Args& args) {
  const std::string name = args.value("--name-rule").value_or("email");
  if (name == "email") return NameRule::email;
  if (name == "exact") return NameRule::exact;
  throw UsageError{"--name-rule takes email or exact"};
}

// A mistyped path must not become a new, empty database.
void check_there(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) return;
  throw NotDone{"not_found",
                path +
                    ": there is no such database. It is the accounts file of a server (of auth_server: "
                    "accounts.db in its state_folder), which makes it when it first starts; "
                    "`signet admin user add --create` makes one too."};
}

example::AccountsAndSessions open_file(const Args& args, const std::string& path) {
  if (!args.flag("--create")) check_there(path);
  auto accounts = done(SqliteAccountStore::open({.path = path, .realm = realm_of(args)}));
  auto sessions = done(SqliteSessionStore::open({.path = path, .realm = realm_of(args)}));
  return {std::move(accounts), std::move(sessions)};
}

// A mistyped name must not make a schema in another program's database.
example::AccountsAndSessions open_database(const Args& args, const StoreUrl& url) {
  const auto missing = args.flag("--create") ? example::Missing::make : example::Missing::refuse;
  return done(example::open_postgres_accounts(url.text.expose_text(), realm_of(args), missing));
}

// Sessions are begun and refreshed by servers, under keys of theirs; what is done here takes none.
RefreshSessions sessions_over(SessionStore& families) {
  SecretBytes key{32};
  done(system_random().fill(key.expose_writable()));
  RefreshSessionsOptions options;
  options.keys.push_back(std::move(key));
  return done(RefreshSessions::build(families, system_random(), std::move(options)));
}

}  // namespace

NotDone not_done(const Error& error) {
  std::string message{error.sentence()};
  return {std::string{to_string(error.code())}, message.append(advice_for(error.code()))};
}

std::string realm_of(const Args& args) {
  std::string realm = args.value("--realm").value_or("B");
  if (realm.empty() || !is_utf8(realm)) throw UsageError{"--realm takes a name"};
  return realm;
}

AdminStores open_stores(const Args& args) {
  const StoreUrl url = store_url(args);
  const auto sessions_at = sessions_url(args);
  const std::uint32_t replicas = sessions_replicas(args);
  if (replicas > 0 && !sessions_at) {
    throw UsageError{"--sessions-replicas is for sessions in Redis; give --sessions or its kin"};
  }
  const NameRule names = name_rule_of(args);
  auto opened =
      url.is_postgres ? open_database(args, url) : open_file(args, std::string{url.text.expose_text()});
  if (sessions_at) {
    opened.sessions =
        done(example::open_redis_sessions(sessions_at->expose_text(), realm_of(args), replicas)).store;
  }
  RefreshSessions sessions = sessions_over(*opened.sessions);
  return {names, std::move(opened.accounts), std::move(opened.sessions), std::move(sessions)};
}

Account account_named(AdminCall& call, AdminStores& stores, const std::string& name) {
  auto account = done(stores.accounts->find_by_key(name_key(stores.names, name)));
  if (!account) {
    throw NotDone{"not_found",
                  "There is no account of this name in this realm; check --realm and --name-rule."};
  }
  call.audit.subject = account->id.text();
  return *std::move(account);
}

std::string answer(const Args& args, const std::string& sentence, const std::string& json) {
  return (args.flag("--json") ? json : sentence) + "\n";
}

}  // namespace signet_cli
