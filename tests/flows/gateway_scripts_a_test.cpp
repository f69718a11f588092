// The scripts beside flow A's gateway: they pass on the real one and fail on every broken one; start.sh
// follows names.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <string>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/stub_upstream.hpp"
#include "support/await.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

const std::string gateway_folder = std::string{SIGNET_SOURCE_DIR} + "/examples/gateway";

/// Runs scripts/NAME with these lines to read.
Ending script(const std::string& name, const std::vector<std::string>& arguments,
              const std::string& input = "") {
  Launch launch{"/bin/bash",
                {"-c", "printf %s \"$INPUT\" | \"$0\" \"$@\"", gateway_folder + "/scripts/" + name},
                {{"INPUT", input}}};
  launch.arguments.insert(launch.arguments.end(), arguments.begin(), arguments.end());
  return run(launch);
}

struct Script {
  const char* name;
  const char* input;
};
constexpr std::array checking{Script{"test-login.sh", ""}, Script{"test-authorization.sh", ""},
                              Script{"test-full-flow.sh", ""}, Script{"smoke-test.sh", ""},
                              Script{"interactive-test.sh", "1\n\n\n2\n3\n4\n5\nq\n"}};

constexpr const Script& of_logins = checking[0];
constexpr const Script& smoke = checking[3];

void check_ending(const Script& each, const std::string& url, bool passes) {
  const Ending ending = script(each.name, {"--url", url}, each.input);
  CAPTURE(ending.output);
  CHECK(ending.exit_code == (passes ? 0 : 1));
  CHECK((ending.output.find("FAIL") == std::string::npos) == passes);
  CHECK((ending.output.find(" checks, 0 failed\n") != std::string::npos) == passes);
}

/// start.sh under a resolver that knows the names in a file.
class StartedGateway {
 public:
  StartedGateway(const std::vector<std::string>& upstreams) {
    folder_.write({"getent", "#!/bin/sh\nsed -n \"s/^$2 //p\" " + folder_.path() + "/hosts\n", 0700});
    std::vector<std::string> words{
        "/bin/bash", gateway_folder + "/start.sh", "--every",  "0.1",
        "--folder",  folder_.path() + "/nginx",    "--listen", "127.0.0.1:" + std::to_string(port_)};
    words.insert(words.end(), upstreams.begin(), upstreams.end());
    std::string path = "PATH=" + folder_.path() + ":/usr/bin:/bin";
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<char*, 2> environment{path.data(), nullptr};
    REQUIRE(::posix_spawn(&process_, "/bin/bash", nullptr, nullptr, arguments.data(), environment.data()) ==
            0);
  }
  StartedGateway(const StartedGateway&) = delete;
  StartedGateway& operator=(const StartedGateway&) = delete;
  ~StartedGateway() {
    if (process_ > 0) stop();
  }

  void knows(const std::string& names) { folder_.write({"hosts", names}); }
  /// What it made of the names that it found last, where that differs from what nginx has.
  std::string not_taken() const { return content_of(folder_.path() + "/nginx/gateway.conf.new"); }
  /// @return whether it listens now
  bool listens() const { return Connection{port_}.open(); }
  std::uint16_t port() const noexcept { return port_; }
  int stop() {
    int status = 0;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  TemporaryFolder folder_;
  std::uint16_t port_ = free_port();
  pid_t process_ = -1;
};

std::string at(const char* host, std::uint16_t port) {
  return std::string{host} + ":" + std::to_string(port);
}

}  // namespace

TEST_CASE("each script passes on the gateway, and says how much it has checked") {
  const GatewayA all;
  for (const Script& each : checking) check_ending(each, all.nginx.url(), true);
  const Ending ending = script("smoke-test.sh", {"--url=" + all.nginx.url() + "/"});
  CHECK(ending.output.find("7 checks, 0 failed") != std::string::npos);
}

TEST_CASE("each script fails on a gateway that lets everything pass, and where nobody answers") {
  const StubUpstream open_door{[](const std::string&) {
    return reply(200, "Content-Type: application/json\r\n", R"({"token":"a.b.c","data":{"id":"1"}})");
  }};
  for (const Script& each : checking) {
    check_ending(each, "http://127.0.0.1:" + std::to_string(open_door.port()), false);
  }
  check_ending(smoke, "http://127.0.0.1:" + std::to_string(free_port()), false);
}

TEST_CASE(
    "scripts fail by what they check: without auth service all of them, without API all but the one of "
    "logins") {
  const ServersA servers;
  const ServiceProcess auth{servers.auth()};
  const NginxServer without_auth{site_a({free_port(), free_port(), free_port()})};
  const NginxServer without_api{site_a({auth.port(), auth.port(), free_port()})};
  for (const Script& each : checking) check_ending(each, without_auth.url(), false);
  check_ending(of_logins, without_api.url(), true);
  check_ending(smoke, without_api.url(), false);
}

TEST_CASE("each script explains itself, and refuses what it does not know") {
  for (const Script& each : checking) {
    CAPTURE(each.name);
    const Ending help = script(each.name, {"--help"});
    CHECK(help.exit_code == 0);
    CHECK(help.output.find("Usage: " + std::string{each.name}) == 0);
    CHECK(script(each.name, {"--wrong"}).exit_code == 2);
    CHECK(script(each.name, {"--url", "localhost"}).exit_code == 2);
  }
  CHECK(script("generate-hashes.sh", {"--help"}).output.find("Usage: generate-hashes.sh") == 0);
  CHECK(script("generate-hashes.sh", {}).exit_code == 2);
  CHECK(script("generate-hashes.sh", {"--signet", "/nowhere/signet", "eve"}).exit_code == 2);
}

TEST_CASE("generate-hashes.sh makes rows with which users log in") {
  const std::vector<std::string> words{"--signet", std::string{SIGNET_BIN_DIR} + "/signet", "carol",
                                       "o'neil"};
  const Ending made = script("generate-hashes.sh", words, "carol's \\\"word\\\"\nsecond");
  REQUIRE_MESSAGE(made.exit_code == 0, made.output);
  CHECK(made.output.find("INSERT INTO users (username, password_hash) VALUES ('carol', '$2b$12$") == 0);
  const ServersA servers;
  run_sql(servers.folder.path() + "/users.db", made.output);
  const ServiceProcess auth{servers.auth()};
  CHECK(log_in(auth.port(), "o'neil", "second").status == 200);
  CHECK(log_in(auth.port(), "carol", R"(carol's \\\"word\\\")").status == 200);  // as JSON writes it
  CHECK(log_in(auth.port(), "carol", "second").status == 401);
  CHECK(script("generate-hashes.sh", words, "only one\n").exit_code == 1);
  CHECK(script("generate-hashes.sh", words, std::string(73, 'x') + "\nsecond\n").exit_code == 1);
  CHECK(script("generate-hashes.sh", words, "\n\n").exit_code == 1);
}

TEST_CASE("rulings 10: the gateway starts while one host has no name, and takes it in as soon as it has") {
  const ServersA servers;
  ServiceProcess first{servers.auth()};
  const ServiceProcess second{servers.auth()};
  const ServiceProcess api{ServersA::api()};
  StartedGateway gateway{{"--auth",
                          at("auth-service", first.port()) + "," + at("auth-service-rust", second.port()),
                          "--api", at("api-service", api.port())}};
  gateway.knows("auth-service 127.0.0.1 STREAM\napi-service 127.0.0.1 STREAM\n");
  await("the gateway", [&] { return gateway.listens(); });
  await("the first names", [&] { return profile(gateway.port(), "garbage").status == 401; });
  const std::string token = member(log_in(gateway.port(), "alice", "password123").body, "token");
  for (int i = 0; i < 4; ++i) CHECK(profile(gateway.port(), token).status == 200);
  CHECK(second.log().find("/validate") == std::string::npos);
  gateway.knows("auth-service-rust 127.0.0.1 STREAM\napi-service 127.0.0.1 STREAM\n");
  await("the other name", [&] {
    CHECK(profile(gateway.port(), token).status == 200);
    return second.log().find("/validate") != std::string::npos;
  });
  first.stop();
  for (int i = 0; i < 4; ++i) CHECK(profile(gateway.port(), token).status == 200);
  gateway.knows("");
  await("a resolver that knows nothing",
        [&] { return gateway.not_taken().find("server 0.0.0.0:1 down;") != std::string::npos; });
  for (int i = 0; i < 4; ++i) CHECK(profile(gateway.port(), token).status == 200);
  CHECK(gateway.stop() == 0);
  CHECK_FALSE(gateway.listens());
}

TEST_CASE("start.sh refuses what is no address, and tells of an nginx that cannot start") {
  const auto started = [](const std::vector<std::string>& arguments) {
    Launch launch{"/bin/bash", {gateway_folder + "/start.sh"}, {}};
    launch.arguments.insert(launch.arguments.end(), arguments.begin(), arguments.end());
    return run(launch);
  };
  CHECK(started({"--auth", "127.0.0.1:1; include /etc/passwd"}).exit_code == 2);
  CHECK(started({"--listen", "80"}).exit_code == 2);
  CHECK(started({"--wrong"}).exit_code == 2);
  CHECK(started({"--help"}).output.find("Usage: start.sh") == 0);
  const LoopbackListener taken = listen_on_loopback(1);
  const Ending busy = started({"--listen", at("127.0.0.1", taken.port)});
  ::close(taken.socket);
  CHECK(busy.exit_code == 1);
  CHECK(busy.output.find("Address already in use") != std::string::npos);
}
