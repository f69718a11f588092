// signet: makes keys, signs, verifies and inspects tokens, hashes and checks passwords, keeps accounts. No
// secret is ever taken from the command line.
#include <cstdio>
#include <exception>

#include "commands.hpp"

namespace {

using namespace signet_cli;

constexpr std::string_view version = "signet 0.1.0\n";

void print_overview() {
  std::string text = "usage: signet COMMAND [OPTIONS]\n\n";
  for (const Command& command : commands()) {
    text.append("  ")
        .append(command.name)
        .append(10 - command.name.size(), ' ')
        .append(command.summary)
        .append("\n");
  }
  text +=
      "\n`signet COMMAND --help` explains one. `--json` makes every command answer in JSON.\n"
      "Exit codes: 0 done or accepted, 1 rejected, 2 usage, key or input error.\n";
  print(text);
}

int fail(std::string_view message) {
  std::fprintf(stderr, "signet: %.*s\n", static_cast<int>(message.size()), message.data());
  return static_cast<int>(Exit::usage);
}

int run(const Words& words) {
  if (words.empty()) {
    print_overview();
    return fail("a command is needed");
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_overview();
    return 0;
  }
  if (words[0] == "--version") {
    print(version);
    return 0;
  }
  for (const Command& command : commands()) {
    if (command.name != words[0]) continue;
    const Words rest{words.begin() + 1, words.end()};
    if (!rest.empty() && (rest[0] == "--help" || rest[0] == "-h")) {
      print(command.help);
      return 0;
    }
    try {
      return static_cast<int>(command.run(rest));
    } catch (const UsageError& error) {
      return fail(error.message + "; see signet " + words[0] + " --help");
    }
  }
  return fail("unknown command " + words[0] + "; see signet --help");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(Words{argv + 1, argv + argc});
  } catch (const InputError& error) {
    return fail(error.message);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
