// Starting and ending redis-server, and speaking with it without the library that is under test.
#include "support/redis_server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string_view>

#include "support/loopback_port.hpp"

namespace signet::test {
namespace {

struct CloseFile {
  void operator()(FILE* file) const { ::fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

File connect_to(std::uint16_t port) {
  const sockaddr_in address = loopback_address(port);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(connection);
    return nullptr;
  }
  return File{::fdopen(connection, "r")};
}

bool send_command(const File& file, const std::vector<std::string>& command) {
  std::string text = "*" + std::to_string(command.size()) + "\r\n";
  for (const std::string& part : command) text += "$" + std::to_string(part.size()) + "\r\n" + part + "\r\n";
  return ::send(::fileno(file.get()), text.data(), text.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(text.size());
}

// Without its CR LF.
std::optional<std::string> read_line(const File& file) {
  std::string line;
  for (int c = ::fgetc(file.get()); c != '\n'; c = ::fgetc(file.get())) {
    if (c == EOF) return std::nullopt;
    line += static_cast<char>(c);
  }
  line.pop_back();
  return line;
}

// RESP2. False when the reply broke off.
bool read_reply(const File& file, std::vector<std::string>& texts) {
  const auto line = read_line(file);
  if (!line || line->empty()) return false;
  const std::string rest = line->substr(1);
  if (line->front() == '-') {
    texts.push_back(*line);
  } else if (line->front() != '$' && line->front() != '*') {
    texts.push_back(rest);
  } else if (rest == "-1") {
    texts.emplace_back("(nil)");
  } else if (line->front() == '$') {
    std::string bytes(std::stoul(rest) + 2, '\0');
    if (::fread(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) return false;
    texts.push_back(bytes.substr(0, bytes.size() - 2));
  } else {
    for (std::size_t left = std::stoul(rest); left > 0; --left) {
      if (!read_reply(file, texts)) return false;
    }
  }
  return true;
}

pid_t spawn(const std::vector<std::string>& command, int standard_input = -1) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (standard_input >= 0) ::posix_spawn_file_actions_adddup2(&actions, standard_input, STDIN_FILENO);
  pid_t process = -1;
  const int failure =
      ::posix_spawnp(&process, arguments.front(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  REQUIRE_MESSAGE(failure == 0, command.front(), " is not installed (Debian: redis-server)");
  return process;
}

}  // namespace

const std::string& redis_password() {
  static const std::string password = [] {
    std::random_device random;
    std::ostringstream text;
    text << std::hex;
    for (int i = 0; i < 4; ++i) text << random();
    return text.str();
  }();
  return password;
}

RedisServer::RedisServer(std::vector<std::string> lines, Kind kind)
    : lines_(std::move(lines)), kind_(kind), owner_(::getpid()) {
  // Another process may take a port between its choice and its use.
  for (int attempt = 0; attempt < 5; ++attempt) {
    choose_ports();
    if (launch()) return;
  }
  FAIL("redis-server does not start");
}

RedisServer::~RedisServer() {
  if (::getpid() == owner_) end(SIGKILL);  // a forked child has a copy of this object, not the server
}

void RedisServer::choose_ports() {
  port_ = free_port();
  std::ofstream file{folder_.file("redis.conf")};
  file << "port " << port_ << "\nbind 127.0.0.1\ndir " << folder_.path() << "\nlogfile "
       << folder_.file("log") << "\nrequirepass " << redis_password() << '\n';
  if (kind_ == Kind::server) {
    // The port of the cluster's own traffic is not always the other one and 10000: that may be taken.
    file << "masterauth " << redis_password() << "\ncluster-port " << free_port()
         << "\nsave \"\"\nrepl-diskless-sync-delay 0\n";
  }
  for (const std::string& line : lines_) file << line << '\n';
}

bool RedisServer::launch() {
  std::vector<std::string> command{"redis-server", folder_.file("redis.conf")};
  if (kind_ == Kind::sentinel) command.emplace_back("--sentinel");
  process_ = spawn(command);
  guard();
  bool ended = false;
  await("an answer of redis-server", [&] {
    ended = ::waitpid(process_, nullptr, WNOHANG) == process_;
    return ended || ask({"PING"}) == std::vector<std::string>{"PONG"};
  });
  if (ended) {
    process_ = -1;
    end(SIGKILL);
  }
  return !ended;
}

// A process that ends the server when this one has ended, however: then its standard input ends.
void RedisServer::guard() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  guard_ = spawn({"sh", "-c", "read -r _; kill -9 $0", std::to_string(process_)}, ends[0]);
  ::close(ends[0]);
  guard_pipe_ = ends[1];
}

void RedisServer::end(int signal) {
  // The guard first: the server's number may be another process's once it is waited for.
  for (const auto& [process, how] : {std::pair{guard_, SIGKILL}, std::pair{process_, signal}}) {
    if (process == -1) continue;
    ::kill(process, how);
    ::waitpid(process, nullptr, 0);
  }
  if (guard_pipe_ != -1) ::close(guard_pipe_);
  guard_ = process_ = guard_pipe_ = -1;
}

void RedisServer::start() { REQUIRE(launch()); }
void RedisServer::stop() { end(SIGTERM); }
void RedisServer::kill() { end(SIGKILL); }
void RedisServer::freeze() const { ::kill(process_, SIGSTOP); }
void RedisServer::thaw() const { ::kill(process_, SIGCONT); }

std::vector<std::string> RedisServer::ask(const std::vector<std::string>& command) const {
  const File file = connect_to(port_);
  std::vector<std::string> welcome;
  std::vector<std::string> texts;
  if (file == nullptr || !send_command(file, {"AUTH", redis_password()}) || !read_reply(file, welcome) ||
      !send_command(file, command) || !read_reply(file, texts)) {
    return {};
  }
  return texts;
}

std::string RedisServer::line_of(const std::vector<std::string>& command, const std::string& name) const {
  const auto texts = ask(command);
  if (texts.empty()) return {};
  const std::string text = "\n" + texts[0];
  const std::size_t start = text.find("\n" + name + ":");
  if (start == std::string::npos) return {};
  const std::size_t value = start + name.size() + 2;
  return text.substr(value, text.find('\r', value) - value);
}

void RedisServer::order(const std::vector<std::string>& command) const {
  const auto texts = ask(command);
  REQUIRE_FALSE(texts.empty());
  REQUIRE_MESSAGE(texts[0] == "OK", command.front(), " gave ", texts[0]);
}

}  // namespace signet::test
