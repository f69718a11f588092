// The .env file of documented systems: variables written as NAME=value lines, secrets among them.
#pragma once

#include <map>
#include <string>

#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// Variables by name. A value is wiped with its map.
using EnvFile = std::map<std::string, SecretBytes, std::less<>>;

/// Reads the file at `path`, which nobody but its owner may write: a variable on each line, perhaps after
/// `export`; empty lines and those that begin with `#` are skipped. A value is what stands between a pair of
/// quotes, in double ones with `\n` for a new line; or else all up to the end of the line or ` #`, trimmed.
/// Refuses what has another form and a name that stands twice, by the number of the line: no text of the file
/// is ever shown.
Start<EnvFile> read_env_file(const std::string& path);

}  // namespace signet::example
