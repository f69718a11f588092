// The configuration file: one flat JSON object, read strictly into texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// A member of the file; `text` is a number or truth in JSON's spelling, a list joined by commas.
struct ConfigMember {
  std::string key;
  OptionKind kind;  ///< as JSON wrote it
  std::string text;
};

/// Reads the file at `path`: at most 64 KiB, no member twice, no null, nothing nested but arrays of strings.
Start<std::vector<ConfigMember>> read_config_file(const std::string& path);

}  // namespace signet::example
