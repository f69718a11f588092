// A primary that was demoted under connections that are held on: it answers no call any more, be it a read.
#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/some_denials.hpp"
#include "signet/store/redis_deny_store.hpp"
#include "support/redis_groups.hpp"
#include "support/redis_stores.hpp"

using namespace signet;
using namespace signet::test;

namespace {

const Error unavailable = fail(Errc::store_unavailable);
const Error none = fail(Errc::internal_error);

struct Stores {
  std::unique_ptr<RedisSessionStore> sessions;
  std::unique_ptr<RedisDenyStore> denials;
};

Stores stores_at(const std::string& url) {
  auto database = open_redis(patient(url));
  return {sessions_on(database), RedisDenyStore::open(database, "realm").value()};
}

template <class T>
Error error_of(const Result<T>& result) {
  return result.has_value() ? none : result.error();
}

struct Call {
  const char* name;
  std::function<Error(Stores&)> make;  ///< `none`: it was answered
};

// Each call that may be answered without a write: of family 1, generation 1, of ann, and of the token `a`.
const std::vector<Call>& calls() {
  static const std::vector<Call> all{
      {"find", [](Stores& stores) { return error_of(stores.sessions->find(family_id(1), noon)); }},
      {"list", [](Stores& stores) { return error_of(stores.sessions->list("ann", noon)); }},
      {"use",
       [](Stores& stores) { return error_of(stores.sessions->use(family_id(1), 1, noon, lifetime.idle)); }},
      {"rotate, the same attempt again",
       [](Stores& stores) { return error_of(stores.sessions->rotate(rotation(1))); }},
      {"rotate, of nothing", [](Stores& stores) { return error_of(stores.sessions->rotate(rotation(9))); }},
      {"ping", [](Stores& stores) { return error_of(stores.sessions->ping()); }},
      {"look_up",
       [](Stores& stores) {
         return error_of(stores.denials->look_up({.jti = "a", .sid = {}, .sub = {}, .issued_at = {}}));
       }},
      {"read_on", [](Stores& stores) { return error_of(stores.denials->read_on("")); }},
  };
  return all;
}

}  // namespace

TEST_CASE("a primary demoted under its connections answers no read, so what ended elsewhere is not taken") {
  RedisPair pair;
  std::vector<Stores> held;
  held.push_back(stores_at(pair.primary.url()));
  begin(*held[0].sessions, new_family(1));
  REQUIRE(rotate(*held[0].sessions, rotation(1)) == RotationResult::rotated);
  held.clear();
  for (const Call& call : calls()) {
    held.push_back(stores_at(pair.primary.url()));
    CAPTURE(call.name);
    REQUIRE(call.make(held.back()) == none);
    REQUIRE(call.make(held.back()) == none);  // the first use of a family is written, the next is not
  }
  pair.await_replica();
  pair.replica.order({"REPLICAOF", "NO", "ONE"});
  const Stores successor = stores_at(pair.replica.url());
  REQUIRE(*successor.sessions->revoke(family_id(1), noon) == Revocation::revoked);
  REQUIRE(successor.denials->deny(by_jti("a"), noon));
  // It follows one that it does not reach, and so has what it had.
  pair.primary.order({"REPLICAOF", "127.0.0.1", "1"});
  for (std::size_t i = 0; i < held.size(); ++i) {
    CAPTURE(calls()[i].name);
    CHECK(calls()[i].make(held[i]) == unavailable);
  }
}

TEST_CASE("reads go on while the memory is full") {
  const RedisServer server;
  Stores stores = stores_at(server.url());
  begin(*stores.sessions, new_family(1));
  REQUIRE(rotate(*stores.sessions, rotation(1)) == RotationResult::rotated);
  server.order({"CONFIG", "SET", "maxmemory", "1"});
  for (const Call& call : calls()) {
    CAPTURE(call.name);
    CHECK(call.make(stores) == none);
  }
}

TEST_CASE("a primary that has lost the replicas it must have answers no read either") {
  const RedisServer server;
  for (const Call& call : calls()) {
    CAPTURE(call.name);
    Stores stores = stores_at(server.url());
    REQUIRE(call.make(stores) == none);
    server.order({"CONFIG", "SET", "min-replicas-to-write", "1"});
    CHECK(call.make(stores) == unavailable);
    server.order({"CONFIG", "SET", "min-replicas-to-write", "0"});
  }
}
