// Fuzzes what the kernel says of a process's limits: /proc/self/cgroup, /proc/meminfo and the files of both
// cgroup versions, each a part of the input up to a NUL.
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "fuzz/target.hpp"
#include "password/process_limits.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::string_view cgroups = "/proc/self/cgroup";
/// In the order of the input's parts.
constexpr std::array<std::string_view, 11> files{
    cgroups,
    "/proc/meminfo",
    "/sys/fs/cgroup/cpu.max",
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/a/cpu.max",
    "/sys/fs/cgroup/a/memory.max",
    "/sys/fs/cgroup/unified/cpu.max",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
    "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
};

/// A root folder for all inputs of this process.
class Root {
 public:
  Root() {
    std::string name = (std::filesystem::temp_directory_path() / "signet-limits-XXXXXX").string();
    require(mkdtemp(name.data()) != nullptr, "there is a folder to write to");
    path_ = name;
    for (const std::string_view file : files) {
      std::filesystem::create_directories(std::filesystem::path{path_ + std::string{file}}.parent_path());
    }
    std::filesystem::create_directories(path_ + "/sys/fs/cgroup/known");
    write("/sys/fs/cgroup/known/cpu.max", "50000 100000\n");
    write("/sys/fs/cgroup/known/memory.max", "1048576\n");
  }
  Root(const Root&) = delete;
  Root& operator=(const Root&) = delete;
  ~Root() { std::filesystem::remove_all(path_); }

  void write(std::string_view file, std::string_view text) const {
    std::ofstream{path_ + std::string{file}} << text;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string_view take_part(std::string_view& input) {
  const std::string_view part = input.substr(0, input.find('\0'));
  input.remove_prefix(std::min(input.size(), part.size() + 1));
  return part;
}

void check_plan(std::optional<double> quota) {
  require(!quota || *quota > 0, "a quota is more than nothing");
  for (const bool lowered : {true, false}) {
    const auto plan = detail::plan_workers(0, {.cores = 8, .quota = quota}, lowered);
    require(plan.workers >= 1 && plan.workers <= (lowered ? 8U : 4U), "workers are within the cores");
    require(plan.busy_share > 0 && plan.busy_share <= 1, "a worker has a share, and no more than a core");
    const Seconds pause = detail::pause_after(Seconds::of(1), Seconds::of(1), plan.busy_share);
    require(pause >= Seconds{} && pause <= Seconds::of(60), "a pause has bounds");
  }
}

}  // namespace

void look_at(std::string_view input) {
  static const Root root;
  const std::string groups{take_part(input)};
  root.write(cgroups, groups);
  for (const std::string_view file : files) {
    if (file != cgroups) root.write(file, take_part(input));
  }
  check_plan(detail::cpu_quota(root.path()));

  // One more group, first without files, then with half a core and 1 MiB.
  root.write(cgroups, "0::/absent\n" + groups);
  const auto quota = detail::cpu_quota(root.path());
  const std::uint64_t memory = detail::memory_limit(root.path());
  root.write(cgroups, "0::/known\n" + groups);
  const auto other_quota = detail::cpu_quota(root.path());
  require(other_quota && *other_quota == std::min(quota.value_or(0.5), 0.5), "the lowest quota counts");
  const std::uint64_t other = detail::memory_limit(root.path());
  require(other == (memory == 0 ? 1024 : std::min<std::uint64_t>(memory, 1024)), "the lowest limit counts");
}

}  // namespace signet_fuzz
