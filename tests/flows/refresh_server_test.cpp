// Refresh sessions of flow B end to end: restarts, keys, the log, and a database that is held.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"

using namespace signet::test;

namespace {

const std::string ada = R"({"email":"a@b.com","password":"S3cureP@ss"})";

Launch auth_server(const std::vector<std::string>& more = {}) {
  Launch launch{
      "auth_server",
      {"--refresh", "--argon2-memory-kib", "8", "--hash-workers", "1", "--hash-deadline-ms", "60000"},
      {}};
  launch.arguments.insert(launch.arguments.end(), more.begin(), more.end());
  return launch;
}

/// Registers where needed and logs in. @return the refresh token
std::string logged_in(const ServiceProcess& auth) {
  send_request(auth.port(), "POST", "/auth/register", ada);
  return member(send_request(auth.port(), "POST", "/auth/login", ada).body, "refresh_token");
}

Answer present(const ServiceProcess& auth, const std::string& path, const std::string& token) {
  return send_request(auth.port(), "POST", path, R"({"refresh_token":")" + token + R"("})");
}

/// Refreshes, which must succeed. @return the new refresh token
std::string refreshed(const ServiceProcess& auth, const std::string& token) {
  const Answer answer = present(auth, "/auth/refresh", token);
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return member(answer.body, "refresh_token");
}

std::string content_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// The session's id as the token carries it, after the prefix and four bytes of key id, written as a UUID.
std::string session_of(const std::string& token) {
  std::string id = token.substr(5 + 8, 32);
  for (const std::size_t dash : std::array<std::size_t, 4>{8, 13, 18, 23}) id.insert(dash, "-");
  return id;
}

std::string public_keys(const ServiceProcess& auth) {
  return send_request(auth.port(), "GET", "/.well-known/jwks.json").body;
}

}  // namespace

TEST_CASE("sessions and their key survive a restart; the key's file is its owner's alone") {
  const TemporaryFolder kept;
  const std::string accounts = "--accounts-file=" + kept.path() + "/a.db";
  std::string token;
  std::string key;
  {
    ServiceProcess auth{auth_server({accounts})};
    const std::string file = auth.state_folder() + "/refresh_key";
    struct stat status{};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(status.st_size == 65);  // 32 random bytes in hex, and a line end
    key = kept.write({"key", content_of(file)});
    token = refreshed(auth, logged_in(auth));
    CHECK(auth.stop().exit_code == 0);
  }
  ServiceProcess const auth{auth_server({accounts, "--refresh-key-file", key})};
  const std::string successor = refreshed(auth, token);
  CHECK(present(auth, "/auth/refresh", token).status == 400);
  CHECK(present(auth, "/auth/refresh", successor).status == 400);
}

TEST_CASE("a session ended before a restart stays ended") {
  const TemporaryFolder kept;
  const std::vector<std::string> same{"--accounts-file=" + kept.path() + "/a.db", "--refresh-key-file",
                                      kept.write({"key", "a refresh key of thirty-two bytes or more"})};
  std::string token;
  {
    ServiceProcess auth{auth_server(same)};
    token = logged_in(auth);
    CHECK(present(auth, "/auth/logout", token).status == 204);
    CHECK(auth.stop().exit_code == 0);
  }
  ServiceProcess const auth{auth_server(same)};
  CHECK(present(auth, "/auth/refresh", token).status == 400);
}

TEST_CASE("the log tells of sessions by their ids, and never holds a token") {
  ServiceProcess auth{auth_server()};
  const std::string first = logged_in(auth);
  const std::string second = refreshed(auth, first);
  CHECK(present(auth, "/auth/refresh", first).status == 400);
  const std::string third = logged_in(auth);
  CHECK(present(auth, "/auth/logout", third).status == 204);
  CHECK(present(auth, "/auth/refresh", third).status == 400);
  send_request(auth.port(), "POST", "/auth/refresh?refresh_token=" + third, "{}");
  const std::string log = auth.stop().output;
  const auto told = [&log](const std::string& event, const std::string& token, const std::string& code = {}) {
    const std::size_t at = log.find("\"event\":\"" + event + "\"");
    if (at == std::string::npos) return false;
    const std::string line = log.substr(at, log.find('\n', at) - at);
    return line.find("\"session\":\"" + session_of(token) + "\",\"code\":\"" + code + "\"") !=
           std::string::npos;
  };
  CHECK(told("session_begun", first));
  CHECK(told("session_rotated", first));
  CHECK(told("session_reused", first));
  CHECK(told("session_ended", third));
  CHECK(told("session_refused", third, "session_ended"));
  for (const std::string& token : {first, second, third}) {
    // Whoever has the MAC can make the rest from the session's id.
    CHECK(log.find(token) == std::string::npos);
    CHECK(log.find(token.substr(token.size() - 64)) == std::string::npos);
  }
  CHECK(log.find(content_of(auth.state_folder() + "/refresh_key").substr(0, 64)) == std::string::npos);
}

TEST_CASE("SIGHUP takes new refresh keys, and all keys or none") {
  const TemporaryFolder keys;
  const std::string old_key = "the first of two refresh keys, 40 bytes.\n";
  const std::string new_key = "the second refresh key, also of 40 bytes\n";
  const ServiceProcess other{{"auth_server", {"--argon2-memory-kib", "8"}, {}}};
  const std::string another_signing_key = content_of(other.state_folder() + "/signing_key.jwk");
  const std::string refresh_key = keys.write({"refresh_key", old_key});
  ServiceProcess const auth{auth_server({"--refresh-key-file", refresh_key})};
  const std::string served = public_keys(auth);
  const std::string kept = logged_in(auth);
  const std::string left = logged_in(auth);

  // A good signing key beside a refresh key that is too short: neither is taken.
  std::filesystem::remove(auth.state_folder() + "/signing_key.jwk");
  std::ofstream{auth.state_folder() + "/signing_key.jwk"} << another_signing_key;
  keys.write({"refresh_key", "too short\n"});
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_kept"));
  CHECK(public_keys(auth) == served);
  const std::string renewed = refreshed(auth, kept);

  keys.write({"refresh_key", new_key + old_key});
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_loaded"));
  CHECK(public_keys(auth) == public_keys(other));
  const std::string by_new_key = refreshed(auth, renewed);
  CHECK(by_new_key.substr(0, 13) != renewed.substr(0, 13));  // the key's id
  CHECK(present(auth, "/auth/refresh", left).status == 200);
}

TEST_CASE("a refresh key that is gone at a reload is not made anew, which would end every session") {
  ServiceProcess const auth{auth_server()};
  const std::string token = logged_in(auth);
  std::filesystem::remove(auth.state_folder() + "/refresh_key");
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_kept"));
  CHECK_FALSE(std::filesystem::exists(auth.state_folder() + "/refresh_key"));
  refreshed(auth, token);
}

// Rulings 2: a logout never reports success without effect.
TEST_CASE("a database that another program holds is 503 for refresh and logout, and ends nothing") {
  ServiceProcess const auth{auth_server()};
  const std::string token = logged_in(auth);
  sqlite3* holder = nullptr;
  REQUIRE(sqlite3_open((auth.state_folder() + "/accounts.db").c_str(), &holder) == SQLITE_OK);
  REQUIRE(sqlite3_exec(holder, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK);
  for (const char* path : {"/auth/refresh", "/auth/logout"}) {
    const Answer refused = present(auth, path, token);
    CHECK(refused.status == 503);
    CHECK(member(refused.body, "code") == "store_unavailable");
    CHECK(refused.header("retry-after") == "1");
  }
  REQUIRE(sqlite3_exec(holder, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(holder);
  const std::string successor = refreshed(auth, token);
  CHECK(present(auth, "/auth/logout", successor).status == 204);
}

TEST_CASE("without --refresh no refresh key is made and the routes are not there") {
  const ServiceProcess auth{{"auth_server", {"--argon2-memory-kib", "8"}, {}}};
  CHECK_FALSE(std::filesystem::exists(auth.state_folder() + "/refresh_key"));
  CHECK(present(auth, "/auth/refresh", "x").status == 404);
  CHECK(present(auth, "/auth/logout", "x").status == 404);
}
