// Opens the stores that the options name.
#include "auth_server/service_stores.hpp"

#include <utility>

#include "common/counted_stores.hpp"
#include "common/redis.hpp"
#include "common/store_url.hpp"
#include "signet/store/sqlite_account_store.hpp"
#include "signet/store/sqlite_session_store.hpp"

namespace signet::example {
namespace {

Start<SecretBytes> accounts_url(const Options& options) {
  return read_store_url(options, {.key = "accounts_url", .file = "accounts_file"});
}

Start<SecretBytes> sessions_url(const Options& options) {
  return read_store_url(options, {.key = "sessions_url", .check = check_redis_url});
}

Start<AccountsAndSessions> open_file(const std::string& path, const std::string& realm) {
  auto accounts = SqliteAccountStore::open({.path = path, .realm = realm});
  if (!accounts) return refused(path, accounts.error());
  auto sessions = SqliteSessionStore::open({.path = path, .realm = realm});
  if (!sessions) return refused(path, sessions.error());
  return AccountsAndSessions{*std::move(accounts), *std::move(sessions)};
}

// With the sessions that are kept beside them, for who is not told of others.
Start<AccountsAndSessions> open_accounts(const Options& options, const std::string& realm) {
  auto url = accounts_url(options);
  if (!url) return url.stop();
  if (url->empty()) return open_file(accounts_path(options), realm);
  auto stores = open_postgres_accounts(url->expose_text(), realm, Missing::make);
  if (!stores) return refused("accounts_url", stores.error());
  return *std::move(stores);
}

}  // namespace

std::vector<Option> service_store_options() {
  return {{.key = "accounts_file",
           .kind = OptionKind::text,
           .fallback = "",
           .help = "SQLite file; accounts.db in state_folder when empty",
           .flow = "BC"},
          {.key = "accounts_url",
           .kind = OptionKind::secret,
           .fallback = "",
           .help = "postgresql://USER:PASSWORD@HOST/DATABASE, whose schema signet is used in place "
                   "of that file, and made",
           .flow = "BC"},
          {.key = "sessions_url",
           .kind = OptionKind::secret,
           .fallback = "",
           .help = "redis://USER:PASSWORD@HOST:PORT/DATABASE, redis+sentinel:// or redis+cluster://, where "
                   "refresh sessions are kept; with the accounts unless given",
           .flow = "BC"},
          {.key = "sessions_replicas",
           .kind = OptionKind::number,
           .fallback = "0",
           .help = "with sessions_url: how many replicas must have a logout before it is a success",
           .most = 16,
           .flow = "BC"}};
}

std::string accounts_path(const Options& options) {
  const std::string& path = options.text("accounts_file");
  return path.empty() ? options.text("state_folder") + "/accounts.db" : path;
}

Start<Done> check_service_stores(const Options& options) {
  if (auto url = accounts_url(options); !url) return url.stop();
  auto sessions = sessions_url(options);
  if (!sessions) return sessions.stop();
  if (sessions->empty() && options.number("sessions_replicas") > 0) {
    return Stop{exit_usage, "sessions_replicas is for sessions in Redis; set sessions_url"};
  }
  return Done{};
}

Start<AccountsAndSessions> open_service_stores(const Options& options, const std::string& realm,
                                               Reports& reports) {
  if (auto good = check_service_stores(options); !good) return good.stop();
  auto stores = open_accounts(options, realm);
  if (!stores) return stores.stop();
  auto url = sessions_url(options);
  if (!url) return url.stop();
  if (!url->empty()) {
    auto sessions = open_redis_sessions(url->expose_text(), realm,
                                        static_cast<std::uint32_t>(options.number("sessions_replicas")));
    if (!sessions) return refused("sessions_url", sessions.error());
    say_persistence(reports.log(), sessions->persistence);
    stores->sessions = std::move(sessions->store);
  }
  return AccountsAndSessions{counted(std::move(stores->accounts), reports.store_errors("accounts")),
                             counted(std::move(stores->sessions), reports.store_errors("sessions"))};
}

Result<void> ping(const AccountsAndSessions& stores) {
  if (auto answers = stores.accounts->ping(); !answers) return answers;
  return stores.sessions->ping();
}

}  // namespace signet::example
