// Flow B's auth server without a socket, over stores in memory that a test can break and mend.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth_server/flow_b.hpp"
#include "common/health.hpp"
#include "flows/answers.hpp"
#include "flows/switchable_stores.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/random.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/stopped_clock.hpp"
#include "support/watched_stores.hpp"

namespace signet::test {

/// The cheapest argon2id there is: these tests are about routes.
constexpr Argon2Params cheap_hash{.memory = KiB{8}, .passes = 1, .lanes = 1};
constexpr HashPoolOptions small_pool{.workers = 1, .places = 1, .deadline = Seconds::of(30)};

inline SigningKey test_key() {
  static const auto key = SigningKey::generate(Algorithm::ES256);  // RSA would take a second to make
  return key->with_kid("k1");
}

struct AuthServer {
  SwitchableAccountStore store;
  Result<PasswordHasher> hasher = PasswordHasher::build({.target = cheap_hash});
  Result<std::unique_ptr<Accounts>> accounts = Accounts::build(store, *hasher, system_random());
  Result<std::unique_ptr<Throttle>> logins = Throttle::build(system_random());
  Result<std::unique_ptr<Throttle>> registrations = Throttle::build(system_random());
  Result<std::unique_ptr<HashPool>> hashing;
  example::Current<example::TokenSigner> signer;
  Calls session_calls;
  WatchedSessionStore session_store{session_calls};
  example::Current<example::SessionsB> sessions;
  Result<Service> service = fail(Errc::internal_error);

  explicit AuthServer(HashPoolOptions pool = small_pool) : hashing(HashPool::build(pool)) {
    KeySet published;
    published.add(test_key().verification_key());
    auto made = example::TokenSigner::make({test_key(), *published.to_jwks()}, Seconds::of(3600));
    signer.replace(std::make_shared<const example::TokenSigner>(*std::move(made)));
    serve(nullptr);
  }

  Response post(const std::string& path, const std::string& body) const {
    return service->handle(request("POST", path, body));
  }
  Response get(const std::string& path) const { return service->handle(request("GET", path)); }
  Response register_ada() const { return post("/auth/register", ada); }

  static constexpr const char* ada = R"({"email":"Ada@Example.com","password":"S3cureP@ss"})";

 protected:
  void serve(const example::Current<example::SessionsB>* refresh) {
    Router router;
    example::add_flow_b(
        router, {**accounts, **hashing, **logins, **registrations, signer, "signet", refresh, stopped_clock});
    example::add_health_routes(router,
                               {.ready = [] { return true; }, .database = [this] { return store.ping(); }});
    service = Service::build(std::move(router),
                             {.threads = 256, .trusted_proxies = {}, .access_log = {}, .clock = steady_now});
  }
};

}  // namespace signet::test
