// stop_point: named places where a test kills the process; in a build that is not for tests, nothing at all.
#pragma once

namespace signet::inline v0::detail {

#ifdef SIGNET_STOP_POINTS
/// Kills this process, as kill -9 would, if the environment's TEST_SIGNET_STOP_AT is `name`: no SIGNET_
/// variable, since servers refuse those that they do not know.
void stop_point(const char* name) noexcept;
#else
constexpr void stop_point(const char* /*name*/) noexcept {}
#endif

}  // namespace signet::inline v0::detail
