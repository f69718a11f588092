// Logins from two addresses at auth_server as it is started: one floods with accounts of its own, one does
// not.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "flows/client.hpp"
#include "flows/metrics_page.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/await.hpp"

using namespace signet::test;

namespace {

/// Fewer than the 64 that one address may have in the queue, and twice as many as once held all places.
constexpr int flooding = 60;
constexpr int honest_logins = 100;

/// Users u0, u1, … whose hashes cost little.
std::string made_users(const std::string& folder, int count) {
  const std::string path = folder + "/users.db";
  run_sql(path, seed_file("01-schema.sqlite.sql"));
  const auto hasher = signet::PasswordHasher::build({.target = signet::BcryptParams{.cost = 6}});
  REQUIRE(hasher);
  const auto hash = hasher->hash("S3cureP@ss", signet::system_random());
  REQUIRE(hash);
  for (int i = 0; i < count; ++i) {
    run_sql(path, "INSERT INTO users (username, password_hash) VALUES ('u" + std::to_string(i) + "', '" +
                      *hash + "')");
  }
  return path;
}

int log_in(std::uint16_t port, const char* from, int user) {
  const std::string body = R"({"username":"u)" + std::to_string(user) + R"(","password":"S3cureP@ss"})";
  const Connection connection{port, from};
  connection.send("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
  return connection.read_answer().status;
}

/// Callers at 127.0.0.2, each of whom asks again as soon as it is answered.
class Flood {
 public:
  explicit Flood(std::uint16_t port) {
    for (int user = 0; user < flooding; ++user) {
      callers_.emplace_back([this, port, user] {
        while (!over_) ++(log_in(port, "127.0.0.2", user) == 200 ? accepted_ : refused_);
      });
    }
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  ~Flood() { end(); }

  void end() {
    over_ = true;
    for (std::thread& caller : callers_) caller.join();
    callers_.clear();
  }
  int answers() const { return accepted_ + refused_; }
  int refused() const { return refused_; }

 private:
  std::atomic<bool> over_{false};
  std::atomic<int> accepted_{0};
  std::atomic<int> refused_{0};
  std::vector<std::thread> callers_;
};

}  // namespace

TEST_CASE("at the usual options one address that floods keeps no other from logging in") {
  const TemporaryFolder folder;
  const std::string users = made_users(folder.path(), flooding + 1);
  // On a busy machine low-priority threads wait long, and the deadline is not what this is about.
  const ServiceProcess auth{
      with_metrics({"auth_server",
                    {"--flow", "A", "--hash-deadline-ms", "60000"},
                    {{"DATABASE_URL", "sqlite:" + users}, {"JWT_SECRET", "0123456789abcdef0123456789abcdef"}},
                    false})};
  Flood flood{auth.port()};
  await("more wait for a hash than half of 64 threads", [&] {
    return count_in(send_request(metrics_port(auth), "GET", "/metrics").body,
                    R"(signet_hash_waiting{queue="interactive"})") > 32;
  });
  int served = 0;
  for (int turn = 0; turn < honest_logins; ++turn) {
    const int before = flood.answers();
    served += log_in(auth.port(), "127.0.0.9", flooding) == 200 ? 1 : 0;
    await("the flood has had its turns", [&] { return flood.answers() >= before + 4; });
  }
  CHECK(served * 100 >= honest_logins * 99);
  flood.end();
  CHECK(flood.refused() == 0);
  const std::string page = metrics_of(auth);
  CHECK(count_in(page, R"(signet_http_refused_total{listener="listen",reason="threads"})") == 0);
}
