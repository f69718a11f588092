// Flow C's auth server without a socket, over stores in memory that a test can break and mend.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth_server/flow_c.hpp"
#include "auth_server/options_c.hpp"
#include "auth_server/program.hpp"
#include "flows/answers.hpp"
#include "flows/switchable_stores.hpp"
#include "flows/temporary_folder.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/random.hpp"
#include "signet/grant/credential_changes.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/stopped_clock.hpp"
#include "support/watched_stores.hpp"

namespace signet::test {

inline const std::string access_secret = "the secret of access tokens, 38 bytes.";
inline const std::string refresh_secret = "the secret of refresh tokens, 39 bytes.";

/// Options of a program that serves flow C, its secrets in a .env file.
inline example::Options options_of_c(const example::Program& program, std::vector<std::string> words = {}) {
  const TemporaryFolder folder;
  words.push_back("--flow=C");
  words.push_back("--env-file=" +
                  folder.write({".env", "ACCESS_TOKEN_SECRET=\"" + access_secret +
                                            "\"\nREFRESH_TOKEN_SECRET=\"" + refresh_secret + "\"\n"}));
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  auto read = example::Options::read(program, arguments);
  REQUIRE_MESSAGE(read, read.stop().message);
  return *std::move(read);
}

struct AuthServerC {
  /// @param most  accounts that first logins may make
  explicit AuthServerC(std::vector<std::string> words = {}, std::uint64_t most = 1000)
      : options(options_of_c(example::auth_program(), std::move(words))),
        accounts(Accounts::build(store, *hasher, system_random(),
                                 {.names = NameRule::exact, .most_accounts = most})),
        exact(options.text("mode") == "exact"),
        sessions({store, session_store, system_random(), tokens}, *example::sessions_options_c(options)) {
    auto loaded = example::TokensC::load(options);
    REQUIRE(loaded);
    tokens.replace(std::make_shared<const example::TokensC>(*std::move(loaded)));
    open_gate(true);
    Router router;
    example::add_flow_c(router, {.login = {**accounts, **hashing, **logins, stopped_clock},
                                 .store = store,
                                 .sessions = sessions,
                                 .gate = gate,
                                 .realm = "signet",
                                 .exact = exact,
                                 .serves_verify = options.truth("serve_verify"),
                                 .now = [this] { return now; }});
    service = Service::build(std::move(router),
                             {.threads = 256, .trusted_proxies = {}, .access_log = {}, .clock = steady_now});
  }
  AuthServerC(const AuthServerC&) = delete;
  AuthServerC& operator=(const AuthServerC&) = delete;
  ~AuthServerC() = default;

  void open_gate(bool open) {
    example::OpenLoginRules rules;
    rules.open = open;
    gate.replace(std::make_shared<const example::OpenLogin>(std::move(rules)));
  }
  Response ask(Request asked) const { return service->handle(std::move(asked)); }
  Response post(const std::string& path, const std::string& body) const {
    return ask(request("POST", path, body));
  }
  Response log_in(const std::string& name = "ada", const std::string& password = "S3cureP@ss") const {
    return post("/login", R"({"username":")" + name + R"(","password":")" + password + R"("})");
  }
  Response refresh(const std::string& token) const { return post("/token", body_with(token)); }
  Response log_out(const std::string& token) const {
    return ask(request("DELETE", "/logout", body_with(token)));
  }
  std::string refresh_token() const { return member(log_in().body, "refresh_token"); }
  CredentialChanges changes() { return CredentialChanges{store, *ending}; }
  Uuid account(const std::string& name = "ada") { return (*store.find_by_key(name))->id; }

  bool has_account(const std::string& name) {
    const auto found = store.find_by_key(name);
    REQUIRE(found);
    return found->has_value();
  }

  static std::string body_with(const std::string& token) { return R"({"refresh_token":")" + token + R"("})"; }

  example::Options options;
  SwitchableAccountStore store;
  Calls session_calls;
  WatchedSessionStore session_store{session_calls};
  Result<PasswordHasher> hasher =
      PasswordHasher::build({.target = Argon2Params{.memory = KiB{8}, .passes = 1, .lanes = 1}});
  Result<std::unique_ptr<Accounts>> accounts;
  Result<std::unique_ptr<Throttle>> logins = Throttle::build(system_random());
  Result<std::unique_ptr<HashPool>> hashing =
      HashPool::build({.workers = 1, .places = 16, .deadline = Seconds::of(30)});
  bool exact;
  NumericDate now = NumericDate::from_seconds(1'790'000'000);
  example::Current<example::TokensC> tokens;
  example::Current<example::OpenLogin> gate;
  example::SessionsC sessions;
  /// As `signet admin` has them: for what ends sessions.
  Result<RefreshSessions> ending = RefreshSessions::build(session_store, system_random(), [] {
    RefreshSessionsOptions made;
    made.keys.push_back(SecretBytes::copy_of(std::string_view{"thirty-two bytes of no importance"}));
    return made;
  }());
  Result<Service> service = fail(Errc::internal_error);
};

/// `401 Unauthorized`: status and text of a documented failure, whose form it checks.
inline std::string documented_line(const Response& response) {
  CHECK(header(response, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(header(response, "Cache-Control") == "no-store");
  return std::to_string(response.status) + " " + response.body;
}

}  // namespace signet::test
