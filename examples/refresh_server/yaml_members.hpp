// YAML text to the flat members of a configuration file, without a tree between.
#pragma once

#include <string>
#include <vector>

#include "common/config_file.hpp"
#include "common/stop.hpp"

namespace signet::example {

/// Reads one document of mappings of mappings, scalars and lists of scalars, 4 levels at most. Keys become
/// paths like `auth.issuer`; kinds are those of YAML's core schema: plain `true` and `false`, plain decimal
/// numbers; anything else, and all that stands in quotes, is text.
///
/// A Stop says by line what is not taken: a key twice, a key without a value, anchors, aliases and tags, a
/// second document, a deeper level, an element of a list that is empty or has a comma or control character.
Start<std::vector<ConfigMember>> read_yaml(const std::string& text);

}  // namespace signet::example
