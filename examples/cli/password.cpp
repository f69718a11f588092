// signet hash, signet check: a password from a prompt or standard input; a stored hash, or a verdict.
#include <unistd.h>

#include "commands.hpp"
#include "passwords.hpp"
#include "signet/core/random.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::size_t hash_file_limit = 1024;  // bytes; no stored hash comes near

SecretBytes password_of(const Args& args) {
  // What stands there may be a password already, so it is not repeated in the message.
  const auto& words = args.positional();
  if (words.size() > 1 || (words.size() == 1 && words[0] != "-")) {
    throw UsageError{"a password comes from a prompt or standard input, not as an argument"};
  }
  if (words.empty() && ::isatty(STDIN_FILENO) == 1) return typed_password("Password: ");
  return piped_password();
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
