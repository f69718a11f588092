// Runs the built `signet` command on a terminal of its own, as a person would.
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace signet_test {

/// A prompt to wait for, and what is typed then.
struct Exchange {
  std::string prompt;
  std::string typed;
};

struct Dialogue {
  int exit_code;       ///< -1: it was ended by a signal
  std::string screen;  ///< all that the terminal showed
  bool echo;           ///< whether the terminal shows what is typed, at the end
};

/// `signet <arguments>` in the scratch folder. A prompt that does not come within 10 s fails the test.
Dialogue on_terminal(const Scratch& scratch, const std::string& arguments,
                     const std::vector<Exchange>& exchanges);

}  // namespace signet_test
