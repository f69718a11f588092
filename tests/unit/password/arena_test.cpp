// What becomes of argon2's memory: kept by a worker, wiped of the result, refused where there is none.
#include "password/arena.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "argon2_fixture.hpp"
#include "hash_pool_bench.hpp"
#include "password/backend.hpp"

using namespace argon2_fixture;
using detail::Arena;
using detail::WorkerArena;

namespace {

const auto not_zero = [](std::uint64_t word) { return word != 0; };

bool is_zero(const Argon2Block& block) { return std::ranges::none_of(block.words, not_zero); }

Argon2Job job_with(const Argon2Params& params) {
  return {.params = params, .password = "password", .salt = bytes_of("somesalt")};
}

/// Leaves the process 16 MiB more address space than it has.
class NarrowSpace {
 public:
  NarrowSpace() {
    std::size_t mapped_pages = 0;
    std::ifstream{"/proc/self/statm"} >> mapped_pages;
    REQUIRE(getrlimit(RLIMIT_AS, &before_) == 0);
    const rlimit narrow{.rlim_cur = mapped_pages * 4096 + (16U << 20), .rlim_max = before_.rlim_max};
    REQUIRE(setrlimit(RLIMIT_AS, &narrow) == 0);
  }
  ~NarrowSpace() { setrlimit(RLIMIT_AS, &before_); }
  NarrowSpace(const NarrowSpace&) = delete;
  NarrowSpace& operator=(const NarrowSpace&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("an arena is zero at first, and begins a huge page where it is as large as one") {
  for (const std::size_t blocks : {1U, 3U, 2047U, 2048U, 2049U, 19U * 1024}) {
    CAPTURE(blocks);
    auto arena = Arena::map(blocks);
    REQUIRE(arena.has_value());
    CHECK(arena->blocks().size() == blocks);
    CHECK(std::ranges::all_of(arena->blocks(), is_zero));
    const auto address = reinterpret_cast<std::uintptr_t>(arena->blocks().data());
    CHECK(address % (blocks < 2048 ? 4096 : 2U << 20) == 0);
    arena->blocks().back().words[127] = 1;
  }
}

TEST_CASE("after one pass nothing is left in the memory") {
  const Argon2Params params{.memory = KiB{64}, .passes = 1, .lanes = 2};
  auto memory = memory_for(params);
  std::array<std::byte, 32> tag{};
  detail::argon2(job_with(params), memory, tag);
  CHECK(std::ranges::all_of(memory, is_zero));
}

TEST_CASE("after several passes the last block of each lane, which the tag is made of, is wiped") {
  const Argon2Params params{.memory = KiB{64}, .passes = 2, .lanes = 2};
  auto memory = memory_for(params);
  std::array<std::byte, 32> tag{};
  detail::argon2(job_with(params), memory, tag);
  CHECK(is_zero(memory[31]));
  CHECK(is_zero(memory[63]));
  CHECK(std::ranges::count_if(memory, is_zero) == 2);
  const std::string_view bytes{reinterpret_cast<const char*>(memory.data()),
                               memory.size() * sizeof(Argon2Block)};
  CHECK(bytes.find({reinterpret_cast<const char*>(tag.data()), 8}) == std::string_view::npos);
}

TEST_CASE("a worker keeps its memory from hash to hash, and takes more only when a hash takes more") {
  CHECK(WorkerArena::here() == nullptr);
  {
    WorkerArena worker;
    CHECK(WorkerArena::here() == &worker);
    const auto first = worker.take(100);
    CHECK(first.size() == 100);
    first.front().words[0] = 7;
    const auto smaller = worker.take(50);
    CHECK(smaller.data() == first.data());
    CHECK(smaller.size() == 50);
    CHECK(smaller.front().words[0] == 7);
    const auto larger = worker.take(101);
    CHECK(larger.size() == 101);
    CHECK(larger.front().words[0] == 0);
  }
  CHECK(WorkerArena::here() == nullptr);
}

TEST_CASE(
    "before scrypt takes memory of its own, a worker gives back what it kept, but not what it was made "
    "with") {
  const auto scrypt = PasswordHasher::build({.target = ScryptParams{.log_n = 4, .r = 8, .p = 1}}).value();
  const auto is_new = [](std::span<Argon2Block> blocks) {
    const bool zero = is_zero(blocks.front());
    blocks.front().words[0] = 1;
    return zero;
  };
  {
    WorkerArena arena;
    CHECK(is_new(arena.take(8)));
    CHECK_FALSE(is_new(arena.take(8)));
    REQUIRE(scrypt.hash("password", system_random()));
    CHECK(is_new(arena.take(8)));
  }
  detail::HeavyLane lane{1};
  WorkerArena arena{8, lane};
  CHECK(is_new(arena.take(8)));
  REQUIRE(scrypt.hash("password", system_random()));
  CHECK_FALSE(is_new(arena.take(8)));
}

TEST_CASE("a hash is the same in a worker's memory, used or new, and in memory of its own") {
  const Argon2Params large{.memory = KiB{256}, .passes = 2, .lanes = 1};
  const Argon2Params small{.memory = KiB{64}, .passes = 1, .lanes = 1};
  const auto computed = [](const Argon2Params& params) {
    std::array<std::byte, 32> tag{};
    REQUIRE(detail::argon2_hash("password", bytes_of("somesalt"), params, Argon2Version::v19, tag));
    return tag;
  };
  const auto large_tag = computed(large);
  const auto small_tag = computed(small);
  const WorkerArena worker;
  for (int i = 0; i < 2; ++i) {
    CHECK(computed(small) == small_tag);
    CHECK(computed(large) == large_tag);
  }
}

TEST_CASE("a worker that found no memory finds some again when there is some") {
  WorkerArena worker;
  {
    const NarrowSpace narrow;
    CHECK(worker.take(64 * 1024).empty());
    CHECK(worker.take(1024).size() == 1024);
    CHECK_FALSE(Arena::map(64 * 1024).has_value());
  }
  CHECK(worker.take(64 * 1024).size() == 64 * 1024);
  CHECK_FALSE(Arena::map(SIZE_MAX / 1024).has_value());
}

TEST_CASE("each worker of a pool has memory that it keeps") {
  const auto pool = pool_bench::pool_with({.workers = 1});
  const auto kept = [&] {
    return pool->run(pool_bench::alice, [] { return Result<WorkerArena*>{WorkerArena::here()}; });
  };
  const auto first = kept();
  REQUIRE(first.has_value());
  CHECK(*first != nullptr);
  CHECK(*kept() == *first);
}
