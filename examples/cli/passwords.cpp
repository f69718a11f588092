// Reading passwords, with the terminal's echo off, and put back even when a signal ends the program.
#include "passwords.hpp"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "io.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// The terminal as it was; for the signal handler, which may call tcsetattr and raise (POSIX.1 §2.4.3).
termios visible{};

void show_again_and_end(int signal) {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &visible);
  ::raise(signal);  // arrives when this handler returns, which SA_RESETHAND has replaced by the default
}

// The terminal without echo, until the end of the scope.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &visible) != 0) cannot_hide();
    struct sigaction handler{};
    handler.sa_handler = show_again_and_end;
    handler.sa_flags = static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      ::sigaction(ending_signals[i], nullptr, &before_[i]);
      const bool ignored = before_[i].sa_handler == SIG_IGN;  // as under nohup
      if (!ignored) ::sigaction(ending_signals[i], &handler, nullptr);
    }
    termios hidden = visible;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0) cannot_hide();
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &visible);
    for (std::size_t i = 0; i < before_.size(); ++i) ::sigaction(ending_signals[i], &before_[i], nullptr);
    std::fputc('\n', stderr);
  }

 private:
  [[noreturn]] static void cannot_hide() { throw InputError{"cannot hide what is typed here; use a pipe"}; }

  std::array<struct sigaction, ending_signals.size()> before_{};
};

}  // namespace

std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

SecretBytes typed_password(std::string_view prompt) {
  const NoEcho hidden;  // before the prompt: whoever answers a prompt may rely on it
  std::fprintf(stderr, "%.*s", static_cast<int>(prompt.size()), prompt.data());
  SecretBytes line{password_limit + 1};
  const ssize_t size = ::read(STDIN_FILENO, line.expose_writable().data(), line.size());
  if (size <= 0) throw InputError{"no password was given"};
  return SecretBytes::copy_of(without_newline(line.expose_text().substr(0, static_cast<std::size_t>(size))));
}

SecretBytes piped_password() {
  const SecretBytes input = read_input("-", password_limit + 2);
  return SecretBytes::copy_of(without_newline(input.expose_text()));
}

SecretBytes new_password() {
  if (::isatty(STDIN_FILENO) != 1) {
    SecretBytes password = piped_password();
    // Cut at the newline, it would be another password than the one that was sent.
    if (password.expose_text().find('\n') != std::string_view::npos) {
      throw InputError{"standard input has more than one line; a password is one"};
    }
    return password;
  }
  SecretBytes password = typed_password("New password: ");
  const SecretBytes again = typed_password("The same again: ");
  if (!constant_time_equal(password.expose(), again.expose())) {
    throw InputError{"the two passwords differ; nothing was changed"};
  }
  return password;
}

HashParams preset_of(const Args& args) {
  const std::string name = args.value("--preset").value_or("default");
  const auto preset = std::ranges::find(named_presets, name, &NamedPreset::name);
  if (preset == named_presets.end()) {
    throw UsageError{"--preset takes default, hardened, owasp_minimum, bcrypt, fips or scrypt"};
  }
  return preset->params;
}

PasswordHasher hasher_of(const PasswordHasherOptions& options) {
  const auto hasher = PasswordHasher::build(options);
  if (!hasher) throw InputError{describe(hasher.error())};
  return *hasher;
}

}  // namespace signet_cli
