// Chunks, and what was given back of them.
#include "store/memory/large_pages.hpp"

#include <sys/mman.h>

#include <utility>

namespace signet::inline v0::detail {
namespace {

// Refused or unknown, pages are as the system likes them: small, and what lies on them is reached later, or,
// where it gives large ones to everybody, large for a few pieces too.
void ask_for_pages([[maybe_unused]] void* chunk, [[maybe_unused]] bool large) noexcept {
#ifdef MADV_HUGEPAGE
  static_cast<void>(madvise(chunk, LargePages::page, large ? MADV_HUGEPAGE : MADV_NOHUGEPAGE));
#endif
}

}  // namespace

void* LargePages::take() {
  if (free_ != nullptr) return std::exchange(free_, free_->next);
  if (page - used_ < piece_) {
    Chunk chunk{::operator new(page, std::align_val_t{page})};
    ask_for_pages(chunk.get(), !chunks_.empty());
    chunks_.push_back(std::move(chunk));
    used_ = 0;
  }
  return static_cast<std::byte*>(chunks_.back().get()) + std::exchange(used_, used_ + piece_);
}

void LargePages::give_back(void* piece) noexcept { free_ = ::new (piece) Free{free_}; }

}  // namespace signet::inline v0::detail
