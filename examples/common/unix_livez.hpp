// Whether a server that listens on a Unix socket answers /livez.
#pragma once

#include <string>

namespace signet::example {

/// Asks once, for at most some seconds.
bool answers_livez(const std::string& path);

}  // namespace signet::example
