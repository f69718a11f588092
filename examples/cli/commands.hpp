// The subcommands of `signet`. Each gets the words after its name; UsageError and InputError mean exit
// code 2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "io.hpp"

namespace signet_cli {

using Words = std::vector<std::string>;

Exit keygen(const Words& words);
Exit jwks(const Words& words);
Exit sign(const Words& words);
Exit verify(const Words& words);
Exit inspect(const Words& words);
Exit hash(const Words& words);
Exit check(const Words& words);
Exit calibrate(const Words& words);
Exit batch(const Words& words);
Exit admin(const Words& words);

struct Command {
  std::string_view name;
  Exit (*run)(const Words& words);
  std::string_view summary;
  std::string_view help;
};

/// Every subcommand, in the order in which help lists them.
const std::vector<Command>& commands();

}  // namespace signet_cli
