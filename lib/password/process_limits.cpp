// Reads the affinity mask and the cgroup trees (v1, v2 and both at once).
#include "password/process_limits.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string_view>
#include <vector>

namespace signet::inline v0::detail {
namespace {

/// A folder of one cgroup hierarchy, this process's own or a parent's.
struct CgroupFolder {
  bool v2;
  std::string path;
};

/// The folders from that of `group` up to that of the mount. Inside a container the group's own path may not
/// be visible; the mount itself then is the group's folder, and it comes last.
void append_with_parents(std::vector<CgroupFolder>& folders, bool v2, const std::string& mount,
                         std::string group) {
  while (!group.empty() && group != "/") {
    folders.push_back({v2, mount + group});
    group.erase(group.rfind('/') == std::string::npos ? 0 : group.rfind('/'));
  }
  folders.push_back({v2, mount});
}

/// A cgroup controller.
struct Controller {
  std::string_view name;
};

/// Whether a list with commas has `wanted` in it.
bool names(std::string_view list, Controller wanted) {
  while (!list.empty()) {
    const std::string_view head = list.substr(0, list.find(','));
    if (head == wanted.name) return true;
    list.remove_prefix(std::min(list.size(), head.size() + 1));
  }
  return false;
}

/// One line of /proc/self/cgroup is `number:controllers:path`; v2 has number 0 and no controllers.
std::vector<CgroupFolder> cgroup_folders(const std::string& root, Controller controller) {
  std::vector<CgroupFolder> folders;
  std::ifstream lines{root + "/proc/self/cgroup"};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    const std::string mounts = root + "/sys/fs/cgroup";
    if (controllers.empty()) {
      append_with_parents(folders, true, mounts, group);
      append_with_parents(folders, true, mounts + "/unified", group);
    } else if (names(controllers, controller)) {
      append_with_parents(folders, false, std::string{mounts}.append("/").append(controllers), group);
      append_with_parents(folders, false, std::string{mounts}.append("/").append(controller.name), group);
    }
  }
  return folders;
}

/// The number that a file begins with; none for `max`, for no file, and for negative ones (v1: no limit).
std::optional<double> number_in(const std::string& path) {
  std::ifstream in{path};
  double number = 0;
  if (!(in >> number) || number <= 0) return std::nullopt;
  return number;
}

std::optional<double> quota_in(const CgroupFolder& folder) {
  double quota = 0;
  double period = 0;
  if (folder.v2) {
    std::ifstream in{folder.path + "/cpu.max"};
    if (!(in >> quota >> period)) return std::nullopt;  // "max 100000": the word is no number
  } else {
    quota = number_in(folder.path + "/cpu.cfs_quota_us").value_or(0);
    period = number_in(folder.path + "/cpu.cfs_period_us").value_or(0);
  }
  if (quota <= 0 || period <= 0) return std::nullopt;
  const double cores = quota / period;
  return cores > 0 ? std::optional{cores} : std::nullopt;
}

std::uint64_t memory_total(const std::string& root) {
  std::ifstream lines{root + "/proc/meminfo"};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name;
    std::uint64_t kib = 0;
    if (words >> name >> kib && name == "MemTotal:") return kib;
  }
  return 0;
}

}  // namespace

unsigned usable_cores() noexcept {
  for (std::size_t cores = CPU_SETSIZE; cores <= std::size_t{CPU_SETSIZE} * 64; cores *= 2) {
    cpu_set_t* const mask = CPU_ALLOC(cores);
    if (mask == nullptr) return 1;
    const std::size_t size = CPU_ALLOC_SIZE(cores);
    const bool read = sched_getaffinity(0, size, mask) == 0;  // EINVAL when the kernel's mask is wider
    const int usable = read ? CPU_COUNT_S(size, mask) : 0;
    CPU_FREE(mask);
    if (usable > 0) return static_cast<unsigned>(usable);
  }
  return 1;
}

std::optional<double> cpu_quota(const std::string& root) {
  std::optional<double> lowest;
  for (const CgroupFolder& folder : cgroup_folders(root, Controller{"cpu"})) {
    const auto quota = quota_in(folder);
    if (quota && (!lowest || *quota < *lowest)) lowest = quota;
  }
  return lowest;
}

std::uint64_t memory_limit(const std::string& root) {
  std::uint64_t lowest = memory_total(root);
  for (const CgroupFolder& folder : cgroup_folders(root, Controller{"memory"})) {
    const auto bytes = number_in(folder.path + (folder.v2 ? "/memory.max" : "/memory.limit_in_bytes"));
    // v1 says "no limit" by a number near 2^63, which no machine's memory reaches.
    if (!bytes || *bytes >= 9e18) continue;
    const std::uint64_t kib = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(*bytes / 1024));
    lowest = lowest == 0 ? kib : std::min(lowest, kib);
  }
  return lowest;
}

WorkerPlan plan_workers(unsigned wanted, const ProcessorShare& share, bool priority_lowered) noexcept {
  const double quota = share.quota.value_or(share.cores);
  const bool limited = quota < share.cores;
  unsigned workers = share.cores;
  // A quota throttles the whole process, so one core of it is left to the other threads.
  if (limited) workers = quota <= 1 ? 1 : static_cast<unsigned>(std::ceil(quota)) - 1;
  if (!priority_lowered) workers = std::min(workers, share.cores / 2);
  workers = wanted != 0 ? wanted : std::max(1U, workers);
  return {.workers = workers, .busy_share = limited && quota <= 1 ? 0.8 * quota / workers : 1.0};
}

Seconds pause_after(Seconds processor, Seconds wall, double busy_share) noexcept {
  if (busy_share >= 1.0) return {};
  const double allowed = static_cast<double>(processor.microseconds()) / busy_share;
  const double pause = allowed - static_cast<double>(wall.microseconds());
  return Seconds::of_microseconds(static_cast<std::int64_t>(std::clamp(pause, 0.0, 60e6)));
}

}  // namespace signet::inline v0::detail
