// A thousand logins at once under a limit of memory: by how much the process grows, at its peak, over what it
// was with a thousand idle threads.
//
// Usage: memory_bench ROUNDS RESULT-FILE. Each measurement is a process of its own: this program, called as
// `memory_bench child KIND`.
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <latch>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr unsigned requests = 1000;
constexpr std::size_t stack = 256 * 1024;  // bytes of every thread
constexpr Argon2Params params{.memory = KiB{8 * 1024}, .passes = 1, .lanes = 1};
constexpr long allowance = 2 * 1024;  // KiB beyond W x m; and what is planted

long bound(unsigned workers) { return static_cast<long>(workers * params.memory.count) + allowance; }

// A line of /proc/self/status, in KiB.
long status(std::string_view name) {
  std::ifstream file{"/proc/self/status"};
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name)) return std::stol(line.substr(name.size() + 1));
  }
  stop("this system does not tell the peak of memory");
}

// From here on the peak is that of what comes.
void forget_peak() {
  if (!(std::ofstream{"/proc/self/clear_refs"} << 5)) stop("this system does not forget a peak of memory");
}

// Address space that workers need beside what they hold: a stack, and room for an arena to begin where a huge
// page does.
void limit_memory(unsigned workers) {
  const auto more =
      static_cast<rlim_t>(bound(workers)) * 1024 + workers * (rlim_t{2} << 20) + (workers + 1) * 2 * stack;
  const rlim_t all = static_cast<rlim_t>(status("VmSize:")) * 1024 + more;
  const rlimit limit{all, all};
  if (setrlimit(RLIMIT_AS, &limit) != 0) stop("memory cannot be limited");
}

// As deep as a request may go, so that no stack grows later.
[[gnu::noinline]] void touch_stack() {
  std::array<volatile char, stack / 4> depth;
  for (std::size_t i = 0; i < depth.size(); i += 1024) depth[i] = 1;
}

enum class Kind { pool, planted, alone };

struct Grown {
  long kib = 0;
  unsigned accepted = 0;
};

// The peak over the idle process; `planted`: with so much more memory than the pool takes.
class Child {
 public:
  explicit Child(Kind kind) : kind_(kind), hasher_(*PasswordHasher::build({.target = params})) {
    auto stored = hasher_.hash(password, system_random());
    stored_ = *std::move(stored);
  }

  Grown run() {
    const unsigned workers = usable_hash_workers();
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < requests; ++i) threads.emplace_back([this, i] { request(std::to_string(i)); });
    idle_.wait();
    forget_peak();
    const long before = status("VmHWM:");
    limit_memory(workers);
    auto pool = HashPool::build(
        {.workers = workers,
         .places = 1024,
         .deadline = Seconds::of(60),
         .arena = params.memory,
         .expected = std::nullopt});  // what the pool would take for it is not what is measured
    if (!pool) stop(pool.error().sentence());
    pool_ = pool->get();
    std::vector<char> more(kind_ == Kind::planted ? std::size_t{allowance} * 1024 : 0, 1);
    begin_.count_down();
    for (std::thread& thread : threads) thread.join();
    return {status("VmHWM:") - before, accepted_};
  }

 private:
  static constexpr std::string_view password = "correct horse battery staple";

  void request(const std::string& who) {
    touch_stack();
    idle_.count_down();
    begin_.wait();
    const auto checked = kind_ == Kind::alone
                             ? hasher_.verify(password, stored_)
                             : pool_->verify({.address = who, .name = who}, hasher_, password, stored_);
    if (checked.has_value() && *checked == PasswordCheck::match) ++accepted_;
  }

  const Kind kind_;
  const PasswordHasher hasher_;
  std::string stored_;
  HashPool* pool_ = nullptr;
  std::latch idle_{requests}, begin_{1};
  std::atomic<unsigned> accepted_{0};
};

int child(std::string_view kind) {
  mallopt(M_ARENA_MAX, 1);  // each takes 64 MiB of address space
  const Kind meant = kind == "alone" ? Kind::alone : kind == "planted" ? Kind::planted : Kind::pool;
  const Grown grown = Child{meant}.run();
  std::printf("%ld %u\n", grown.kib, grown.accepted);
  return 0;
}

Grown run_child(const char* self, const std::string& kind) {
  const std::string command = "ulimit -s 256; exec '" + std::string{self} + "' child " + kind;
  std::FILE* const out = popen(command.c_str(), "r");
  Grown grown;
  if (out == nullptr || std::fscanf(out, "%ld %u", &grown.kib, &grown.accepted) != 2 || pclose(out) != 0)
    stop("a process that hashes failed");
  return grown;
}

CaseResult measure(const char* self, int rounds) {
  const double most = static_cast<double>(bound(usable_hash_workers()));
  std::vector<double> growth, shares, same, seen;
  Grown ours = run_child(self, "pool");
  unsigned accepted = ours.accepted;
  for (int round = 0; round < rounds; ++round) {  // A P A P … A
    std::fprintf(stderr, "\rmemory: round %d of %d ", round + 1, rounds);
    const Grown more = run_child(self, "planted"), again = run_child(self, "pool");
    accepted = std::min(accepted, again.accepted);
    growth.push_back(static_cast<double>(again.kib));
    same.push_back(growth.back() / static_cast<double>(ours.kib));
    seen.push_back(static_cast<double>(more.kib) / static_cast<double>(ours.kib));
    ours = again;
  }
  std::fputc('\n', stderr);
  for (const double kib : growth) shares.push_back(kib / most);
  CaseResult result;
  result.name = "memory_1000_requests";
  result.over = "bound";
  result.rounds = rounds;
  result.timed = "no time";
  result.planted = static_cast<double>(allowance) / median_of(growth);
  result.same_against_same = estimate(same);
  result.planted_seen = estimate(seen);
  // A peak is judged by the highest of all runs, not by the middle one.
  const auto [lowest, highest] = std::ranges::minmax(shares);
  result.subjects = {{"bound", "", {}, {}, {1, 1, 1}},
                     {"signet",
                      "",
                      {},
                      {},
                      {median_of(shares), lowest, highest},
                      {{"growth_kib", median_of(growth)},
                       {"bound_kib", most},
                       {"requests", requests},
                       {"accepted", static_cast<double>(accepted)},
                       {"accepted_without_pool", static_cast<double>(run_child(self, "alone").accepted)}}}};
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2 && std::string_view{argv[1]} == "child") return child(argv[2]);
  return run_program(argc, argv, [&](int rounds) { return std::vector{measure(argv[0], rounds)}; });
}
