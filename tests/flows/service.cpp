// Starts and stops programs for tests.
#include "flows/service.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "flows/client.hpp"

namespace signet::test {
namespace {

constexpr int patience_ms = 60'000;
constexpr int longest_run_ms = 60'000;

bool current_test_failed = false;

/// Knows, while a test still runs, whether one of its checks has failed.
struct FailureWatch : doctest::IReporter {
  explicit FailureWatch(const doctest::ContextOptions&) {}
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_start(const doctest::TestCaseData&) override { current_test_failed = false; }
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override { current_test_failed = true; }
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& data) override { current_test_failed |= data.m_failed; }
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};
REGISTER_LISTENER("failure_watch", 1, FailureWatch);

std::string read_file(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// As exec(3) takes them: borrowed, ended by a null.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all(texts.size() + 1, nullptr);
  std::ranges::transform(texts, all.begin(), [](std::string& text) { return text.data(); });
  return all;
}

pid_t start(const Launch& launch, const std::string& log) {
  std::vector<std::string> words{(std::filesystem::path{SIGNET_BIN_DIR} / launch.program).string()};
  words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
  std::vector<std::string> variables{std::string{"PATH="} + std::getenv("PATH"),
                                     // The servers forbid ptrace, without which LeakSanitizer cannot look.
                                     "ASAN_OPTIONS=detect_leaks=0"};
  for (const auto& [name, value] : launch.environment) (variables.emplace_back(name) += '=') += value;
  std::vector<char*> argv = pointers(words);
  std::vector<char*> envp = pointers(variables);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE_MESSAGE(failed == 0, "cannot start " << words[0]);
  return pid;
}

/// Asks every 5 ms until `done` says yes. @return whether it did before `milliseconds` were over
template <class Done>
bool wait_until(int milliseconds, Done&& done) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds{milliseconds};
  while (!done()) {
    if (Clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

/// @return the exit code of `pid`, which is killed when it does not end in time
int end_of(pid_t pid) {
  int status = 0;
  if (!wait_until(longest_run_ms, [&] { return ::waitpid(pid, &status, WNOHANG) == pid; })) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::uint16_t listening_port(const std::string& log) {
  const std::size_t event = log.find("\"event\":\"listening\"");
  const std::size_t url = log.find("\"url\":\"http://127.0.0.1:", event);
  if (event == std::string::npos || url == std::string::npos) return 0;
  std::uint16_t port = 0;
  std::from_chars(log.data() + url + 24, log.data() + log.size(), port);
  return port;
}

}  // namespace

Ending run(const Launch& launch) {
  const TemporaryFolder folder;
  const std::string log = folder.path() + "/output";
  const int exit_code = end_of(start(launch, log));
  return {exit_code, read_file(log)};
}

ServiceProcess::ServiceProcess(Launch launch) : name_(launch.program) {
  launch.arguments.insert(launch.arguments.end(), {"--listen", "127.0.0.1:0"});
  if (launch.keeps_state) {
    launch.arguments.insert(launch.arguments.end(), {"--state-folder", state_folder()});
  }
  pid_ = start(launch, folder_.path() + "/output");
  const bool listens = wait_until(patience_ms, [this] {
    port_ = listening_port(log());
    return port_ != 0 || ::kill(pid_, 0) != 0;
  });
  REQUIRE_MESSAGE((listens && Connection{port_}.open()), name_ << " did not start:\n" << log());
}

ServiceProcess::~ServiceProcess() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    end_of(pid_);
  }
  if (current_test_failed) std::fprintf(stderr, "--- output of %s:\n%s---\n", name_.c_str(), log().c_str());
}

std::string ServiceProcess::log() const { return read_file(folder_.path() + "/output"); }

void ServiceProcess::signal(int number) const { ::kill(pid_, number); }

Ending ServiceProcess::stop() {
  ::kill(pid_, SIGTERM);
  return wait_for_end();
}

Ending ServiceProcess::wait_for_end() {
  const int exit_code = end_of(std::exchange(pid_, -1));
  return {exit_code, log()};
}

bool ServiceProcess::wait_for_log(const std::string& text) const {
  return wait_until(patience_ms, [&] { return log().find(text) != std::string::npos; });
}

}  // namespace signet::test
