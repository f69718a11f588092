// Options as text: their names in each place, the help, and the values in use.
#pragma once

#include <string>
#include <string_view>

#include "common/options.hpp"

namespace signet::example {

/// `log_file` in the environment: `SIGNET_LOG_FILE`.
std::string variable_of(std::string_view key);
/// `log_file` on the command line: `--log-file`.
std::string flag_of(std::string_view key);
/// The key under which a value is set: the option's own; a secret is set by the name of its file.
std::string value_key(const Option& option);

/// Flows, a letter each, as a sentence names them: `flow B`, `flows A and B`.
std::string told_flows(std::string_view letters);

/// What --help answers.
std::string help_of(const Program& program);
/// What --print-config answers: JSON, without secrets.
std::string printed(const Program& program, const Options& options);

}  // namespace signet::example
