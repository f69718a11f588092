// Arenas over mmap.
#include "password/arena.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20;

thread_local constinit WorkerArena* worker_arena = nullptr;

// A null pointer where there is none.
std::byte* map_pages(std::size_t size) noexcept {
  void* const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return mapped == MAP_FAILED ? nullptr : static_cast<std::byte*>(mapped);
}

// Begins where a huge page may begin: cut out of a larger mapping, since few systems align one by themselves.
std::byte* map_huge_pages(std::size_t size) noexcept {
  std::byte* const mapped = map_pages(size + huge_page);
  if (mapped == nullptr) return nullptr;
  const std::size_t before = (huge_page - reinterpret_cast<std::uintptr_t>(mapped) % huge_page) % huge_page;
  std::byte* const aligned = mapped + before;
  if (before > 0) munmap(mapped, before);
  if (before < huge_page) munmap(aligned + size, huge_page - before);
  static_cast<void>(madvise(aligned, size, MADV_HUGEPAGE));  // refused, pages are small and hashes slower
  return aligned;
}

// False where there is less memory than address space. Before Linux 5.14 (EINVAL) the first hash finds out.
bool make_present(std::byte* memory, std::size_t size) noexcept {
#ifdef MADV_POPULATE_WRITE
  while (madvise(memory, size, MADV_POPULATE_WRITE) != 0) {
    if (errno != EINTR && errno != EAGAIN) return errno == EINVAL;
  }
#endif
  return true;
}

}  // namespace

std::optional<Arena> Arena::map(std::size_t blocks) noexcept {
  if (blocks > SIZE_MAX / 2 / sizeof(Argon2Block)) return std::nullopt;  // where size_t has 32 bits
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t size = (blocks * sizeof(Argon2Block) + page - 1) / page * page;
  std::byte* const mapped = size < huge_page ? map_pages(size) : map_huge_pages(size);
  if (mapped == nullptr) return std::nullopt;
  static_cast<void>(madvise(mapped, size, MADV_DONTDUMP));
  Arena arena{{reinterpret_cast<Argon2Block*>(mapped), blocks}};
  if (!make_present(mapped, size)) return std::nullopt;
  return arena;
}

Arena::Arena(Arena&& other) noexcept : blocks_(std::exchange(other.blocks_, {})) {}

Arena& Arena::operator=(Arena&& other) noexcept {
  std::swap(blocks_, other.blocks_);
  return *this;
}

Arena::~Arena() {
  if (!blocks_.empty()) munmap(blocks_.data(), blocks_.size_bytes());
}

WorkerArena::WorkerArena() noexcept { worker_arena = this; }

WorkerArena::WorkerArena(std::size_t blocks, HeavyLane& lane) noexcept : WorkerArena() {
  kept_ = Arena::map(blocks);
  lane_ = &lane;
}

WorkerArena::~WorkerArena() {
  leave_lane();
  worker_arena = nullptr;
}

WorkerArena* WorkerArena::here() noexcept { return worker_arena; }

std::span<Argon2Block> WorkerArena::take(std::size_t blocks) noexcept {
  if (!kept_ || kept_->blocks().size() < blocks) {
    if (lane_ != nullptr) return take_heavy(blocks);
    kept_.reset();  // first, so that there are never two
    kept_ = Arena::map(blocks);
  }
  return kept_ ? kept_->blocks().first(blocks) : std::span<Argon2Block>{};
}

void WorkerArena::make_room() noexcept {
  if (worker_arena == nullptr) return;
  if (worker_arena->lane_ == nullptr) {
    worker_arena->kept_.reset();
  } else {
    worker_arena->enter_lane();
    worker_arena->heavy_.reset();
  }
}

std::span<Argon2Block> WorkerArena::take_heavy(std::size_t blocks) noexcept {
  enter_lane();
  heavy_.reset();
  heavy_ = Arena::map(blocks);
  if (heavy_) return heavy_->blocks();
  leave_lane();
  return {};
}

void WorkerArena::enter_lane() noexcept {
  if (!in_lane_) lane_->acquire();
  in_lane_ = true;
}

void WorkerArena::leave_lane() noexcept {
  if (!in_lane_) return;
  heavy_.reset();
  in_lane_ = false;
  lane_->release();
}

}  // namespace signet::inline v0::detail
