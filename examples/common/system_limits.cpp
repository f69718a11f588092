// Reads limits from the kernel.
#include "common/system_limits.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>

namespace signet::example {

std::int64_t descriptor_limit(bool raised) noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t most = raised ? limit.rlim_max : limit.rlim_cur;
  return static_cast<std::int64_t>(std::min<rlim_t>(most, INT64_MAX));
}

std::int64_t backlog_of_kernel(int asked) {
  std::int64_t most = asked;
  std::ifstream{"/proc/sys/net/core/somaxconn"} >> most;
  return most > 0 ? std::min<std::int64_t>(asked, most) : asked;  // where it cannot be read, 0 or as it was
}

}  // namespace signet::example
