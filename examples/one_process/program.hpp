// The name and option table of the program that is both servers of flow C.
#pragma once

#include "common/options.hpp"

namespace signet::example {

/// The options that auth_server and resource_server have for flow C, each once, but for those by which the
/// one finds the other; `resource_listen` and `demo`.
Program one_process_program();

}  // namespace signet::example
