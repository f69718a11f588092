// Flow D without a socket: a Service over a store, a clock and keys that the test holds.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/health.hpp"
#include "flows/answers.hpp"
#include "flows/switchable_stores.hpp"
#include "refresh_server/families_d.hpp"
#include "refresh_server/flow_d.hpp"
#include "refresh_server/token_routes.hpp"
#include "signet/core/chrono.hpp"

namespace signet::test {

/// A key of 32 bytes, all of them `letter`.
inline SecretBytes key_of(char letter) { return SecretBytes::copy_of(std::string(32, letter)); }

struct RefreshServer {
  SwitchableSessionStore store;
  NumericDate now = NumericDate::from_seconds(1'790'000'000);
  example::Current<example::TokensD> tokens;
  example::Current<example::OpenLogin> gate;
  example::Current<std::vector<SecretBytes>> callers;
  example::FamiliesD families;
  example::SessionsD sessions;
  Result<Service> service = fail(Errc::internal_error);

  explicit RefreshServer(bool exact = true, example::FamiliesOptions options = {}, Observer observer = {})
      : families(store, system_random(), options), sessions(families, system_random(), tokens, observer) {
    use_keys("k");
    example::OpenLoginRules rules;
    rules.open = true;
    open_gate(std::move(rules));
    Router router;
    example::add_flow_d(router,
                        {.sessions = sessions, .gate = gate, .exact = exact, .now = [this] { return now; }});
    admit_callers("");
    example::add_token_routes(router,
                              {.sessions = sessions, .callers = callers, .now = [this] { return now; }});
    example::add_health_routes(router, {.ready = [] { return true; },
                                        .database = [this] { return store.ping(); },
                                        .only_store_routes = true});
    service = Service::build(std::move(router),
                             {.threads = 256, .trusted_proxies = {}, .access_log = {}, .clock = steady_now});
  }
  RefreshServer(const RefreshServer&) = delete;
  RefreshServer& operator=(const RefreshServer&) = delete;
  ~RefreshServer() = default;

  /// One key per letter: the first signs.
  void use_keys(const std::string& letters) {
    example::TokensOptions options{.keys = {},
                                   .issuer = "jwt-microservice",
                                   .access_lifetime = Seconds::of(900),
                                   .refresh_lifetime = Seconds::of(720 * 3600)};
    for (const char letter : letters) options.keys.push_back(key_of(letter));
    tokens.replace(std::make_shared<const example::TokensD>(*example::TokensD::build(options)));
  }
  /// For /revoke and /introspect: one key per letter.
  void admit_callers(const std::string& letters) {
    std::vector<SecretBytes> keys;
    for (const char letter : letters) keys.push_back(key_of(letter));
    callers.replace(std::make_shared<const std::vector<SecretBytes>>(std::move(keys)));
  }
  void open_gate(example::OpenLoginRules rules) {
    gate.replace(std::make_shared<const example::OpenLogin>(std::move(rules)));
  }

  Response ask(Request asked) const { return service->handle(std::move(asked)); }
  Response login(const std::string& body = R"({"user_id":1})") const {
    return ask(request("POST", "/login", body));
  }
  Response refresh(const std::string& token) const {
    return ask(request("POST", "/refresh", R"({"refresh":")" + token + R"("})"));
  }
  Response authenticate(const std::string& token) const {
    return ask(with_bearer(request("GET", "/authenticate"), token));
  }
  Response logout(const std::string& token) const {
    return ask(with_bearer(request("POST", "/logout"), token));
  }
};

/// The two tokens of a login or a refresh that must have succeeded.
inline example::TokenPair pair_of(const Response& response) {
  REQUIRE_MESSAGE(response.status == 200, response.body);
  return {member(response.body, "access"), member(response.body, "refresh")};
}

/// `500 failed to login`: status and text of a documented failure, whose form it checks.
inline std::string plain_line(const Response& response) {
  CHECK(header(response, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(header(response, "X-Content-Type-Options") == "nosniff");
  REQUIRE(response.body.ends_with('\n'));
  return std::to_string(response.status) + " " + response.body.substr(0, response.body.size() - 1);
}

}  // namespace signet::test
