// Chunks, and what was given back of them.
#include "store/memory/large_pages.hpp"

#include <sys/mman.h>

#include <utility>

namespace signet::inline v0::detail {
namespace {

// Refused or unknown, pages are small and what lies on them is reached later.
void ask_for_one_page([[maybe_unused]] void* chunk) noexcept {
#ifdef MADV_HUGEPAGE
  static_cast<void>(madvise(chunk, LargePages::page, MADV_HUGEPAGE));
#endif
}

}  // namespace

void* LargePages::take() {
  if (free_ != nullptr) return std::exchange(free_, free_->next);
  if (page - used_ < piece_) {
    Chunk chunk{::operator new(page, std::align_val_t{page})};
    if (!chunks_.empty()) ask_for_one_page(chunk.get());
    chunks_.push_back(std::move(chunk));
    used_ = 0;
  }
  return static_cast<std::byte*>(chunks_.back().get()) + std::exchange(used_, used_ + piece_);
}

void LargePages::give_back(void* piece) noexcept { free_ = ::new (piece) Free{free_}; }

}  // namespace signet::inline v0::detail
