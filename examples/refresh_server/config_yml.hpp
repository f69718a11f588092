// config.yml: flow D's configuration file, read strictly into the flat form that Options takes.
#pragma once

#include <string>
#include <vector>

#include "common/config_file.hpp"

namespace signet::example {

/// Reads the file at `path`, at most 64 KiB, as read_yaml does. `server.port` becomes `listen`.
Start<std::vector<ConfigMember>> read_config_yml(const std::string& path);

/// config.yml in the working directory, which must be there or be named by --config.
extern const ConfigForm yml_config;

}  // namespace signet::example
