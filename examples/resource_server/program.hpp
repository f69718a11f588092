// The resource server's name, flows and option table.
#pragma once

#include "common/options.hpp"

namespace signet::example {

Program resource_program();

}  // namespace signet::example
