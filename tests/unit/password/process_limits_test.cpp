#include "password/process_limits.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

using namespace signet;

namespace {

struct File {
  std::string_view path;
  std::string_view text;
};

/// A root folder of its own, with /proc and /sys files in it.
class Tree {
 public:
  explicit Tree(const std::vector<File>& files) {
    std::string name = (std::filesystem::temp_directory_path() / "signet-limits-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
    for (const File& file : files) {
      const std::filesystem::path path = root_ + std::string{file.path};
      std::filesystem::create_directories(path.parent_path());
      std::ofstream{path} << file.text;
    }
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() { std::filesystem::remove_all(root_); }

  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

constexpr std::string_view v2_group = "0::/system.slice/app.service\n";
constexpr std::string_view v1_groups =
    "12:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/x\n";

}  // namespace

TEST_CASE("the lowest CPU quota on the way up counts, in either version") {
  struct Row {
    const char* what;
    std::vector<File> files;
    std::optional<double> quota;
  };
  const std::vector<Row> rows{
      {"nothing to read", {}, std::nullopt},
      {"v2, no file", {{"/proc/self/cgroup", v2_group}}, std::nullopt},
      {"v2, max",
       {{"/proc/self/cgroup", v2_group}, {"/sys/fs/cgroup/system.slice/app.service/cpu.max", "max 100000\n"}},
       std::nullopt},
      {"v2, own",
       {{"/proc/self/cgroup", v2_group},
        {"/sys/fs/cgroup/system.slice/app.service/cpu.max", "150000 100000\n"}},
       1.5},
      {"v2, parent lower",
       {{"/proc/self/cgroup", v2_group},
        {"/sys/fs/cgroup/system.slice/app.service/cpu.max", "150000 100000\n"},
        {"/sys/fs/cgroup/system.slice/cpu.max", "50000 100000\n"}},
       0.5},
      {"v2, in a container that sees its own group as the root",
       {{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/cpu.max", "200000 100000\n"}},
       2.0},
      {"v2, group path not mounted",
       {{"/proc/self/cgroup", v2_group}, {"/sys/fs/cgroup/cpu.max", "200000 50000\n"}},
       4.0},
      {"v2, damaged", {{"/proc/self/cgroup", v2_group}, {"/sys/fs/cgroup/cpu.max", "-5 x\n"}}, std::nullopt},
      {"v1, none",
       {{"/proc/self/cgroup", v1_groups},
        {"/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "-1\n"},
        {"/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n"}},
       std::nullopt},
      {"v1, own",
       {{"/proc/self/cgroup", v1_groups},
        {"/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "250000\n"},
        {"/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n"}},
       2.5},
      {"v1, in a container, by the short name",
       {{"/proc/self/cgroup", v1_groups},
        {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "70000\n"},
        {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}},
       0.7},
      {"v1 and v2 at once",
       {{"/proc/self/cgroup", "4:cpu:/a\n0::/b\n"},
        {"/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "300000\n"},
        {"/sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "100000\n"},
        {"/sys/fs/cgroup/unified/b/cpu.max", "200000 100000\n"}},
       2.0},
      {"only other controllers",
       {{"/proc/self/cgroup", "3:cpuset:/a\nno colons\n:\n"},
        {"/sys/fs/cgroup/cpuset/cpu.cfs_quota_us", "1\n"}},
       std::nullopt},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Tree tree{row.files};
    CHECK(detail::cpu_quota(tree.root()) == row.quota);
  }
}

TEST_CASE("the memory limit is the lowest of the machine's and the groups'") {
  struct Row {
    const char* what;
    std::vector<File> files;
    std::uint64_t kib;
  };
  const File machine{"/proc/meminfo", "MemFree: 1 kB\nMemTotal:        4194304 kB\n"};
  const std::vector<Row> rows{
      {"nothing to read", {}, 0},
      {"machine only", {machine}, 4194304},
      {"v2, max",
       {machine,
        {"/proc/self/cgroup", v2_group},
        {"/sys/fs/cgroup/system.slice/app.service/memory.max", "max\n"}},
       4194304},
      {"v2, parent lower",
       {machine,
        {"/proc/self/cgroup", v2_group},
        {"/sys/fs/cgroup/system.slice/app.service/memory.max", "1073741824\n"},
        {"/sys/fs/cgroup/system.slice/memory.max", "536870912\n"}},
       524288},
      {"v1, unlimited",
       {machine,
        {"/proc/self/cgroup", v1_groups},
        {"/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n"}},
       4194304},
      {"v1, own",
       {machine,
        {"/proc/self/cgroup", v1_groups},
        {"/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "268435456\n"}},
       262144},
      {"group without a machine",
       {{"/proc/self/cgroup", "0::/\n"}, {"/sys/fs/cgroup/memory.max", "1048576\n"}},
       1024},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Tree tree{row.files};
    CHECK(detail::memory_limit(tree.root()) == row.kib);
  }
}

TEST_CASE("workers are the cores, or under a quota below them one less than it allows") {
  struct Row {
    unsigned wanted, cores;
    std::optional<double> quota;
    bool lowered;
    unsigned workers;
    double busy_share;
  };
  const std::vector<Row> rows{
      {0, 8, std::nullopt, true, 8, 1.0},  {0, 1, std::nullopt, true, 1, 1.0},  {0, 8, 8.0, true, 8, 1.0},
      {0, 8, 9.5, true, 8, 1.0},           {0, 8, 7.9, true, 7, 1.0},           {0, 8, 2.0, true, 1, 1.0},
      {0, 8, 2.1, true, 2, 1.0},           {0, 8, 1.5, true, 1, 1.0},           {0, 8, 1.0, true, 1, 0.8},
      {0, 8, 0.5, true, 1, 0.4},           {0, 1, 1.0, true, 1, 1.0},           {0, 1, 0.5, true, 1, 0.4},
      {0, 8, std::nullopt, false, 4, 1.0}, {0, 1, std::nullopt, false, 1, 1.0}, {0, 8, 2.1, false, 2, 1.0},
      {0, 4, 3.5, false, 2, 1.0},          {3, 8, std::nullopt, false, 3, 1.0}, {2, 8, 0.5, true, 2, 0.2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.wanted);
    CAPTURE(row.cores);
    CAPTURE(row.workers);
    const auto plan = detail::plan_workers(row.wanted, {.cores = row.cores, .quota = row.quota}, row.lowered);
    CHECK(plan.workers == row.workers);
    CHECK(plan.busy_share == doctest::Approx(row.busy_share));
  }
}

TEST_CASE("a worker pauses until its processor time is its share of the wall time") {
  const auto ms = [](std::int64_t count) { return Seconds::of_microseconds(count * 1000); };
  CHECK(detail::pause_after(ms(80), ms(80), 0.8) == ms(20));
  CHECK(detail::pause_after(ms(80), ms(95), 0.8) == ms(5));  // it had to wait for its core already
  CHECK(detail::pause_after(ms(80), ms(200), 0.8) == ms(0));
  CHECK(detail::pause_after(ms(80), ms(80), 1.0) == ms(0));
  CHECK(detail::pause_after(ms(100), ms(100), 0.25) == ms(300));
  CHECK(detail::pause_after(Seconds::of(3600), Seconds{}, 0.1) == Seconds::of(60));
}
