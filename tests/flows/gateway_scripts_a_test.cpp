// The scripts beside flow A's gateway: they pass on the real one and fail on every broken one; start.sh
// follows names.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/gateway_stubs_a.hpp"
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
  /// @param names   that are known before it starts, as knows() takes them
  /// @param before  what the shell does before it becomes nginx: `read -r _ <let` waits for let_start()
  StartedGateway(const std::vector<std::string>& upstreams, const std::string& names,
                 const std::string& before = ":") {
    knows(names);
    REQUIRE(::mkfifo((folder_.path() + "/let").c_str(), 0600) == 0);
    // Whatever changes meanwhile, the names of one round are looked up in one state of the file.
    folder_.write({"getent",
                   "#!/bin/sh\ncd " + folder_.path() +
                       "\necho \"$2\" >>asked\n[ \"$2\" != \"$(head -n 1 asked)\" ] || cp names round\n"
                       "sed -n \"s/^$2 //p\" round\n",
                   0700});
    folder_.write({"nginx",
                   "#!/bin/sh\ncd " + folder_.path() + "\n" + before + "\nexec " SIGNET_NGINX " \"$@\"\n",
                   0700});
    std::vector<std::string> words{
        "/bin/bash", gateway_folder + "/start.sh", "--every",  "0.1",
        "--folder",  folder_.path() + "/gateway",  "--listen", "127.0.0.1:" + std::to_string(port_)};
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

  /// From here on the resolver knows these, each a line with an address behind it, and no others.
  void knows(const std::string& names) const {
    std::filesystem::rename(folder_.write({"names.new", names}), folder_.path() + "/names");
  }
  /// Waits until a round of look-ups that has begun after this call is over, with all that start.sh does
  /// about it.
  void await_round() const {
    const auto before = rounds();
    await("look-ups of names", [&] { return rounds() >= before + 2; });
  }
  /// What nginx was told last.
  std::string told() const { return content_of(folder_.path() + "/gateway/gateway.conf"); }
  /// The processes that answer. After a change those from before stay for a while, and know what they knew.
  std::set<std::string> workers() const {
    std::ifstream pid_file{folder_.path() + "/gateway/pid"};
    std::string pid = "none";
    pid_file >> pid;
    std::ifstream children{"/proc/" + pid + "/task/" + pid + "/children"};
    return {std::istream_iterator<std::string>{children}, {}};
  }
  /// What nginx says of a failure.
  std::string logs() const {
    return content_of(folder_.path() + "/gateway/error.log") +
           content_of(folder_.path() + "/gateway/access.log");
  }
  /// Lets an nginx start that waits for it. @return what has to be kept until it does
  std::fstream let_start() const {
    std::fstream let{folder_.path() + "/let"};
    let << '\n' << std::flush;
    return let;
  }
  bool listens() const { return Connection{port_}.open(); }
  /// Waits until it listens, with all its workers.
  void await_start() const {
    await("the gateway",
          [&] { return listens() && std::ssize(workers()) == ::sysconf(_SC_NPROCESSORS_ONLN); });
  }
  std::uint16_t port() const noexcept { return port_; }
  int stop() {
    int status = 0;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  // Each begins with the same name.
  std::ptrdiff_t rounds() const {
    std::ifstream asked{folder_.path() + "/asked"};
    const std::vector<std::string> names{std::istream_iterator<std::string>{asked}, {}};
    return names.empty() ? 0 : std::ranges::count(names, names.front());
  }

  TemporaryFolder folder_;
  std::uint16_t port_ = free_port();
  pid_t process_ = -1;
};

bool have_any_of(const std::set<std::string>& all, const std::set<std::string>& these) {
  return std::ranges::any_of(these, [&](const std::string& each) { return all.contains(each); });
}

void check_passes(const StartedGateway& gateway, const std::string& token) {
  const Answer answer = profile(gateway.port(), token);
  CAPTURE(answer.body);
  CAPTURE(gateway.told());
  CAPTURE(gateway.logs());
  CHECK(answer.status == 200);
}

/// Changes the names, and asks all the while until none of the workers from before is left.
void change_names(const StartedGateway& gateway, const std::string& names, const std::string& token) {
  const std::set<std::string> before = gateway.workers();
  gateway.knows(names);
  await("the workers from before to end", [&] {
    check_passes(gateway, token);
    return !have_any_of(gateway.workers(), before);
  });
}

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
  StartedGateway gateway{
      {"--auth", at("auth-service", first.port()) + "," + at("auth-service-rust", second.port()), "--api",
       at("api-service", api.port())},
      "auth-service 127.0.0.1 STREAM\napi-service 127.0.0.1 STREAM\n"};
  gateway.await_start();
  CHECK(profile(gateway.port(), "garbage").status == 401);
  for (int i = 0; i < 4; ++i) check_passes(gateway, documented_token);
  CHECK(second.log().find("/validate") == std::string::npos);
  change_names(gateway, "auth-service-rust 127.0.0.1 STREAM\napi-service 127.0.0.1 STREAM\n",
               documented_token);
  first.stop();
  for (int i = 0; i < 4; ++i) check_passes(gateway, documented_token);
  CHECK(second.wait_for_log("/validate"));
  const std::string told = gateway.told();
  gateway.knows("");
  gateway.await_round();
  CHECK(gateway.told() == told);
  for (int i = 0; i < 4; ++i) check_passes(gateway, documented_token);
  CHECK(gateway.stop() == 0);
  CHECK_FALSE(gateway.listens());
}

TEST_CASE("an upstream whose name is lost keeps its addresses, and what changes in the others is taken in") {
  const auto tells_its_name = [](const char* name) {
    return [name](const std::string&) { return reply(200, "", name); };
  };
  const StubUpstream first{StubsA::yes};
  StubUpstream second{StubsA::yes};
  const StubUpstream api{tells_its_name("the API")};
  const StubUpstream second_api{tells_its_name("the second API")};
  StartedGateway gateway{{"--auth", at("auth", first.port()) + "," + at("auth-2", second.port()), "--api",
                          at("api", api.port()) + "," + at("api-2", second_api.port())},
                         "auth 127.0.0.1 STREAM\napi 127.0.0.1 STREAM\n"};
  gateway.await_start();
  CHECK(profile(gateway.port(), "t").body == "the API");
  change_names(gateway, "auth-2 127.0.0.1 STREAM\n", "t");
  second.take_heads();
  CHECK(profile(gateway.port(), "t").body == "the API");
  CHECK(second.take_heads().size() == 1);
  CHECK(gateway.told().find(at("127.0.0.1", first.port())) == std::string::npos);
  change_names(gateway, "api-2 127.0.0.1 STREAM\n", "t");
  CHECK(profile(gateway.port(), "t").body == "the second API");
  CHECK(second.take_heads().size() >= 1);
  CHECK(gateway.told().find("down;") == std::string::npos);
}

TEST_CASE("one upstream's first name costs no other its last") {
  const StubUpstream auth{StubsA::yes};
  const StubUpstream api{StubsA::yes};
  const StartedGateway gateway{{"--auth", at("auth", auth.port()), "--api", at("api", api.port())},
                               "auth 127.0.0.1 STREAM\n"};
  gateway.await_start();
  CHECK(gateway_problem(profile(gateway.port(), "t")) == "502 source_unavailable");
  gateway.knows("api 127.0.0.1 STREAM\n");
  await("the API", [&] { return gateway.told().find("down;") == std::string::npos; });
  CHECK(gateway.told().find(at("127.0.0.1", auth.port())) != std::string::npos);
  await("nginx", [&] { return profile(gateway.port(), "t").status == 200; });
}

TEST_CASE("start.sh lets an nginx start that is late, whatever changes meanwhile") {
  const StubUpstream auth{StubsA::yes};
  const StubUpstream api{StubsA::yes};
  const StartedGateway gateway{{"--auth", at("auth", auth.port()), "--api", at("api", api.port())},
                               "auth 127.0.0.1 STREAM\n",
                               "read -r _ <let"};
  gateway.knows("auth 127.0.0.1 STREAM\napi 127.0.0.1 STREAM\n");
  await("both names", [&] { return gateway.told().find(at("127.0.0.1", api.port())) != std::string::npos; });
  const std::fstream let = gateway.let_start();
  gateway.await_start();
  CHECK(profile(gateway.port(), "t").status == 200);
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
