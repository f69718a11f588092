// config.yml: flow D's configuration file, read strictly into the flat form that Options takes.
#pragma once

#include <string>
#include <vector>

#include "common/config_file.hpp"

namespace signet::example {

/// Reads one YAML document of at most 64 KiB: mappings of mappings, scalars and lists of scalars. Keys become
/// paths like `auth.issuer`. Kinds are those of YAML's core schema: plain `true` and `false`, plain decimal
/// numbers; anything else, and all that stands in quotes, is text. `server.port` becomes `listen`.
///
/// Refused, by path and line: a key twice, a key without a value, anchors, aliases, tags, `<<`, a second
/// document, more than 4 levels, a text with a comma or a control character in a list.
Start<std::vector<ConfigMember>> read_config_yml(const std::string& path);

/// config.yml in the working directory, which must be there or be named by --config.
extern const ConfigForm yml_config;

}  // namespace signet::example
