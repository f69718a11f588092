// Reads the options of refresh sessions, and builds these from them.
#include "auth_server/sessions_b.hpp"

#include <cstdint>
#include <utility>

#include "auth_server/refresh_keys.hpp"
#include "signet/core/random.hpp"
#include "signet/store/memory_session_store.hpp"

namespace signet::example {
namespace {

constexpr std::int64_t day = 86'400;
RefreshSessionsOptions sessions_options(const Options& options) {
  RefreshSessionsOptions read;
  read.lifetime = {.absolute = Seconds::of(options.number("refresh_absolute")),
                   .idle = Seconds::of(options.number("refresh_idle"))};
  read.most_per_subject = static_cast<std::uint32_t>(options.number("refresh_most_per_account"));
  read.grace = Seconds::of(options.number("refresh_grace"));
  return read;
}

Start<RefreshSessions> build_sessions(const Options& options, std::vector<SecretBytes> keys,
                                      SessionStore& store, Observer observer) {
  RefreshSessionsOptions read = sessions_options(options);
  read.keys = std::move(keys);
  read.observer = observer;
  auto built = RefreshSessions::build(store, system_random(), std::move(read));
  if (built) return *std::move(built);
  if (built.error().name() == "keys") {
    return Stop{exit_usage, "refresh_key: more than 8 values, or the same one twice"};
  }
  return Stop{exit_usage, "refresh: " + std::string{built.error().sentence()}};
}

AccessTokenSigner signing_with(const Current<TokenSigner>& signer) {
  return [&signer](const AccessTokenSubject& subject, NumericDate now) {
    return signer.get()->access_token(subject.account.text(), subject.name, now);
  };
}

}  // namespace

std::vector<Option> refresh_options_b() {
  std::vector<Option> options{
      {"refresh", OptionKind::truth, "false",
       "whether a login answers a refresh token too, and /auth/refresh and /auth/logout are served"},
      {"refresh_idle", OptionKind::number, "604800",
       "how long a session may lie unused, in seconds, 1 to refresh_absolute", 1, 400 * day},
      {"refresh_absolute", OptionKind::number, "2592000",
       "how long a session lasts, however often it is refreshed, in seconds, 60 to 34560000 (400 days)", 60,
       400 * day},
      {"refresh_grace", OptionKind::number, "0",
       "for how many seconds a replaced refresh token gets its successor once more, 0 to 60: above 0 a lost "
       "answer logs nobody out, and a thief has as long",
       0, 60},
      {"refresh_most_per_account", OptionKind::number, "0",
       "sessions of one account, 1 to 10000; the oldest end first; 0: any number", 0, 10'000},
      refresh_key_option(),
  };
  for (Option& option : options) {
    const bool lifetime = option.key == "refresh_idle" || option.key == "refresh_absolute";
    option.flow = lifetime || option.key == "refresh_most_per_account" ? "BC" : "B";
  }
  return options;
}

Start<Done> check_refresh_b(const Options& options) {
  if (!options.truth("refresh")) {
    if (!options.has_secret("sessions_url")) return Done{};
    return Stop{exit_usage, "sessions_url is for refresh sessions, which are off; set refresh"};
  }
  if (options.number("refresh_idle") > options.number("refresh_absolute")) {
    return Stop{exit_usage, "refresh_idle must not be longer than refresh_absolute"};
  }
  if (!has_refresh_keys(options)) return Done{};  // the first start makes one
  auto keys = load_refresh_keys(options, MissingKey::refuse);
  if (!keys) return keys.stop();
  MemorySessionStore unused;
  if (auto built = build_sessions(options, *std::move(keys), unused, {}); !built) return built.stop();
  return Done{};
}

Start<std::shared_ptr<const SessionsB>> SessionsB::make(const Options& options, std::vector<SecretBytes> keys,
                                                        const Over& over) {
  auto built = build_sessions(options, std::move(keys), over.store, over.observer);
  if (!built) return built.stop();
  SessionsB made;
  made.sessions = std::make_unique<RefreshSessions>(*std::move(built));
  made.grant = std::make_unique<SessionGrant>(over.accounts, *made.sessions, system_random(),
                                              signing_with(over.signer));
  return std::make_shared<const SessionsB>(std::move(made));
}

}  // namespace signet::example
