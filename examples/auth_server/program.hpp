// The auth server's name, flows and option table.
#pragma once

#include "common/options.hpp"

namespace signet::example {

Program auth_program();

}  // namespace signet::example
