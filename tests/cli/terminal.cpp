// A pseudo-terminal and a program on it: see terminal.hpp.
#include "terminal.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>

namespace signet_test {
namespace {

// Adds what the terminal shows next. @return whether there was anything: not after the program's end
bool show_more(int terminal, std::string& screen) {
  pollfd ready{.fd = terminal, .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&ready, 1, 10'000) == 1);
  std::array<char, 1024> bytes{};
  const ssize_t size = ::read(terminal, bytes.data(), bytes.size());
  if (size <= 0) return false;  // Linux answers EIO when the last holder of the other side is gone
  screen.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

}  // namespace

Dialogue on_terminal(const Scratch& scratch, const std::string& arguments,
                     const std::vector<Exchange>& exchanges) {
  const std::string line = "cd '" + scratch.path("") + "' && exec " SIGNET_BIN_DIR "/signet " + arguments;
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  REQUIRE(child >= 0);
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", line.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  Dialogue dialogue{.exit_code = -1, .screen = {}, .echo = false};
  for (const Exchange& exchange : exchanges) {
    while (!dialogue.screen.ends_with(exchange.prompt)) REQUIRE(show_more(terminal, dialogue.screen));
    REQUIRE(::write(terminal, exchange.typed.data(), exchange.typed.size()) ==
            static_cast<ssize_t>(exchange.typed.size()));
  }
  while (show_more(terminal, dialogue.screen)) {
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (WIFEXITED(status)) dialogue.exit_code = WEXITSTATUS(status);
  termios state{};
  REQUIRE(::tcgetattr(terminal, &state) == 0);
  dialogue.echo = (state.c_lflag & ECHO) != 0;
  ::close(terminal);
  return dialogue;
}

}  // namespace signet_test
