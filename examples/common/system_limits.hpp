// What the system lets a listener have, for those who read its log.
#pragma once

#include <cstdint>

namespace signet::example {

/// How many descriptors this process may open (RLIMIT_NOFILE). @param raised  as far as it may raise that
/// itself, as the parked engine does; 0: unknown
std::int64_t descriptor_limit(bool raised) noexcept;

/// How many connections the kernel holds for a listener that asks for so many: no more than
/// net.core.somaxconn.
std::int64_t backlog_of_kernel(int asked);

}  // namespace signet::example
