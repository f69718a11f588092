// start.sh beside flow A's gateway: it follows names, and leaves nothing running.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flows/gateway_a.hpp"
#include "flows/gateway_stubs_a.hpp"
#include "flows/stub_upstream.hpp"
#include "support/await.hpp"
#include "support/loopback_port.hpp"

using namespace signet::test;

namespace {

/// start.sh under a resolver that knows the names in a file.
class StartedGateway {
 public:
  /// @param names   that are known before it starts, as knows() takes them
  /// @param before  what the shell does before it becomes nginx: `read -r _ <let` waits for let_start()
  StartedGateway(const std::vector<std::string>& upstreams, const std::string& names,
                 const std::string& before = ":") {
    knows(names);
    std::filesystem::create_directory(folder());
    std::filesystem::permissions(folder(), std::filesystem::perms{0750});
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
        "/bin/bash", gateway_folder + "/start.sh",        "--every", "0.1", "--folder", folder(),
        "--listen",  "127.0.0.1:" + std::to_string(port_)};
    words.insert(words.end(), upstreams.begin(), upstreams.end());
    std::string path = "PATH=" + folder_.path() + ":/usr/bin:/bin";
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::array<char*, 2> environment{path.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, said_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int failed =
        ::posix_spawn(&process_, "/bin/bash", &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    REQUIRE(failed == 0);
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
  /// The folder that it is given.
  std::string folder() const { return folder_.path() + "/gateway"; }
  /// What nginx was told last.
  std::string told() const { return content_of(folder() + "/gateway.conf"); }
  /// What start.sh complains of.
  std::string said() const { return content_of(said_); }
  /// The processes that answer. After a change those from before stay for a while, and know what they knew.
  std::set<std::string> workers() const {
    std::ifstream pid_file{folder() + "/pid"};
    std::string pid = "none";
    pid_file >> pid;
    std::ifstream children{"/proc/" + pid + "/task/" + pid + "/children"};
    return {std::istream_iterator<std::string>{children}, {}};
  }
  /// What nginx says of a failure.
  std::string logs() const {
    return content_of(folder() + "/error.log") + content_of(folder() + "/access.log");
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
    const int status = end_by(SIGTERM);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  /// It alone, not what it has started.
  void kill() {
    const int status = end_by(SIGKILL);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGKILL);
  }
  /// Where nginx has its temporary files.
  std::string temporary_folder() const {
    const std::string text = content_of(folder() + "/nginx.conf");
    const std::string name = "proxy_temp_path ";
    const std::size_t begin = text.find(name) + name.size();
    return text.substr(begin, text.find("/proxy;", begin) - begin);
  }

 private:
  int end_by(int signal) {
    int status = 0;
    const pid_t process = std::exchange(process_, -1);
    ::kill(process, signal);
    ::waitpid(process, &status, 0);
    return status;
  }
  // Each begins with the same name.
  std::ptrdiff_t rounds() const {
    std::ifstream asked{folder_.path() + "/asked"};
    const std::vector<std::string> names{std::istream_iterator<std::string>{asked}, {}};
    return names.empty() ? 0 : std::ranges::count(names, names.front());
  }

  TemporaryFolder folder_;
  std::string said_ = folder_.path() + "/said";
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

TEST_CASE("start.sh tells of a configuration that it cannot write, and goes on to try") {
  const StubUpstream auth{StubsA::yes};
  const StubUpstream api{StubsA::yes};
  const StartedGateway gateway{{"--auth", at("auth", auth.port()), "--api", at("api", api.port())},
                               "auth 127.0.0.1 STREAM\n"};
  gateway.await_start();
  const std::string in_the_way = gateway.folder() + "/gateway.conf.new";
  await("a folder in the new file's place", [&] {
    std::filesystem::remove(in_the_way);
    return ::mkdir(in_the_way.c_str(), 0700) == 0;
  });
  gateway.knows("auth 127.0.0.1 STREAM\napi 127.0.0.1 STREAM\n");
  await("a complaint", [&] {
    return gateway.said().find("start.sh: the configuration could not be written") != std::string::npos;
  });
  CHECK(gateway_problem(profile(gateway.port(), "t")) == "502 source_unavailable");
  REQUIRE(::rmdir(in_the_way.c_str()) == 0);
  await("the API", [&] { return profile(gateway.port(), "t").status == 200; });
}

TEST_CASE("start.sh leaves the folder that it is given as it is, and its workers write temporary files") {
  const StubUpstream auth{StubsA::yes};
  const StubUpstream api{StubsA::yes};
  const StartedGateway gateway{{"--auth", at("127.0.0.1", auth.port()), "--api", at("127.0.0.1", api.port())},
                               ""};
  gateway.await_start();
  // More than nginx keeps in memory.
  const Answer answer =
      send_request(gateway.port(), "PUT", "/api/v1/x", std::string(100'000, 'x'), bearer("t"));
  CHECK_MESSAGE(answer.status == 200, gateway.logs());
  struct stat given{};
  REQUIRE(::stat(gateway.folder().c_str(), &given) == 0);
  CHECK((given.st_mode & 07777) == 0750);
}

TEST_CASE("start.sh leaves nothing running and no temporary files either when it is killed") {
  const StubUpstream auth{StubsA::yes};
  StartedGateway gateway{{"--auth", at("127.0.0.1", auth.port()), "--every", "60"}, ""};
  gateway.await_start();
  const std::string files = gateway.temporary_folder();
  REQUIRE(std::filesystem::is_directory(files));
  gateway.kill();
  await("the end of nginx", [&] { return !gateway.listens() && !std::filesystem::exists(files); });
}

TEST_CASE("start.sh ends nginx, too, when it is told to end at the moment at which it has started it") {
  const TemporaryFolder folder;
  folder.write({"nginx",
                "#!/bin/sh\necho $$ >" + folder.path() + "/new\nmv " + folder.path() + "/new " +
                    folder.path() + "/started\nexec " SIGNET_NGINX " \"$@\"\n",
                0700});
  // Before the command that follows the start.
  const std::string hook =
      folder.write({"hook", "trap 'case $BASH_COMMAND in nginx_pid=*) until [ -e " + folder.path() +
                                "/started ]; do :; done; kill -TERM $$ ;; esac' DEBUG\n"});
  const Ending ending = run({"/usr/bin/env",
                             {"PATH=" + folder.path() + ":/usr/bin:/bin", "/bin/bash",
                              gateway_folder + "/start.sh", "--listen", at("127.0.0.1", free_port())},
                             {{"BASH_ENV", hook}}});
  CAPTURE(ending.output);
  CHECK(ending.exit_code == 0);
  const pid_t started = std::stoi(content_of(folder.path() + "/started"));
  CHECK(::kill(started, 0) == -1);
  CHECK(errno == ESRCH);
}

TEST_CASE("start.sh refuses what is no address or no time, and tells of an nginx that cannot start") {
  const auto started = [](const std::vector<std::string>& arguments) {
    Launch launch{"/bin/bash", {gateway_folder + "/start.sh"}, {}};
    launch.arguments.insert(launch.arguments.end(), arguments.begin(), arguments.end());
    return run(launch);
  };
  for (const char* time : {"5s", "0", "0.000", "-1", "0.0001", "1e3", "1000000", ".", "5."}) {
    CAPTURE(time);
    const Ending refused = started({"--every", time});
    CHECK(refused.exit_code == 2);
    CHECK(refused.output ==
          std::string{"start.sh: --every takes seconds from 0.001 to 999999, like 5 or 0.1, not "} + time +
              "\n");
  }
  CHECK(started({"--every"}).output == "start.sh: --every needs a value (see --help)\n");
  const Ending unwritable = started({"--folder", "/dev/null/x"});
  CHECK(unwritable.exit_code == 2);
  CHECK(unwritable.output.find("start.sh: there is no /dev/null/x") != std::string::npos);
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
