// signet hash, signet check: a password from a prompt or standard input; a stored hash, or a verdict.
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "commands.hpp"
#include "signet/core/random.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::size_t password_limit = 4096;   // bytes; PasswordHasherOptions allows no more
constexpr std::size_t hash_file_limit = 1024;  // bytes; no stored hash comes near

// The terminal without echo, until the end of the scope.
class NoEcho {
 public:
  NoEcho() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0)
      throw InputError{"cannot hide what is typed here; use a pipe"};
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) != 0) {
      throw InputError{"cannot hide what is typed here; use a pipe"};
    }
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::fputc('\n', stderr);
  }

 private:
  termios before_{};
};

std::string_view without_newline(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
  return text;
}

SecretBytes typed_password() {
  std::fputs("Password: ", stderr);
  const NoEcho hidden;
  SecretBytes line{password_limit + 1};
  const ssize_t size = ::read(STDIN_FILENO, line.expose_writable().data(), line.size());
  if (size <= 0) throw InputError{"no password was given"};
  return SecretBytes::copy_of(without_newline(line.expose_text().substr(0, static_cast<std::size_t>(size))));
}

SecretBytes password_of(const Args& args) {
  // What stands there may be a password already, so it is not repeated in the message.
  const auto& words = args.positional();
  if (words.size() > 1 || (words.size() == 1 && words[0] != "-")) {
    throw UsageError{"a password comes from a prompt or standard input, not as an argument"};
  }
  if (words.empty() && ::isatty(STDIN_FILENO) == 1) return typed_password();
  const SecretBytes input = read_input("-", password_limit + 2);
  return SecretBytes::copy_of(without_newline(input.expose_text()));
}

HashParams preset_of(const Args& args) {
  const std::string name = args.value("--preset").value_or("standard");
  const auto preset = std::ranges::find(named_presets, name, &NamedPreset::name);
  if (preset == named_presets.end()) {
    throw UsageError{"--preset takes standard, hardened, owasp_minimum or bcrypt"};
  }
  return preset->params;
}

PasswordHasher hasher_of(const PasswordHasherOptions& options) {
  const auto hasher = PasswordHasher::build(options);
  if (!hasher) throw InputError{describe(hasher.error())};
  return *hasher;
}

}  // namespace

Exit hash(const Words& words) {
  const Args args{words, {.with_value = {"--preset"}, .flags = {"--json"}}};
  const PasswordHasher hasher = hasher_of({.target = preset_of(args), .max_password = password_limit});
  const SecretBytes password = password_of(args);
  if (password.empty()) throw InputError{"the password is empty"};
  const auto stored = hasher.hash(password.expose_text(), system_random());
  if (!stored) throw InputError{describe(stored.error())};
  print(args.flag("--json") ? "{\"hash\":\"" + *stored + "\"}\n" : *stored + "\n");
  return Exit::ok;
}

Exit check(const Words& words) {
  const Args args{words, {.with_value = {"--hash-file"}, .flags = {"--json"}}};
  const std::string path = args.required("--hash-file");
  if (path == "-") throw UsageError{"--hash-file is a file: standard input is the password's"};
  const SecretBytes stored = read_input(path, hash_file_limit);
  const SecretBytes password = password_of(args);
  const auto checked = hasher_of({.max_password = password_limit})
                           .verify(password.expose_text(), without_newline(stored.expose_text()));
  if (!checked.has_value()) throw InputError{path + ": " + describe(checked.error())};
  const bool match = *checked == PasswordCheck::match;
  if (args.flag("--json")) {
    print(match ? "{\"match\":true}\n" : "{\"match\":false}\n");
  } else {
    print(match ? "match\n" : "mismatch\n");
  }
  return match ? Exit::ok : Exit::rejected;
}

}  // namespace signet_cli
