// The scripts beside flow A's gateway: they pass on the real one and fail on every broken one.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/gateway_stubs_a.hpp"
#include "flows/stub_upstream.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

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
    const Ending without_value = script(each.name, {"--url"});
    CHECK(without_value.exit_code == 2);
    CHECK(without_value.output == std::string{each.name} + ": --url needs a value (see --help)\n");
  }
  CHECK(script("generate-hashes.sh", {"--help"}).output.find("Usage: generate-hashes.sh") == 0);
  CHECK(script("generate-hashes.sh", {}).exit_code == 2);
  CHECK(script("generate-hashes.sh", {"--signet", "/nowhere/signet", "eve"}).exit_code == 2);
  const Ending without_value = script("generate-hashes.sh", {"--signet"});
  CHECK(without_value.exit_code == 2);
  CHECK(without_value.output == "generate-hashes.sh: --signet needs a value (see --help)\n");
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
