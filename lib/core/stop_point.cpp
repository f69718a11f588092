// Compiled into builds for tests alone (CMake's SIGNET_STOP_POINTS).
#include "core/stop_point.hpp"

#include <signal.h>
#include <stdlib.h>

#include <string_view>

namespace signet::inline v0::detail {

void stop_point(const char* name) noexcept {
  const char* const wanted = ::getenv("TEST_SIGNET_STOP_AT");
  if (wanted != nullptr && std::string_view{wanted} == name) ::raise(SIGKILL);
}

}  // namespace signet::inline v0::detail
