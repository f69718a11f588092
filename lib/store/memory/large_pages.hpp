// LargePages: memory for pieces that are visited in no order, on pages of 2 MiB where the system has them.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace signet::inline v0::detail {

/// Pieces of one size, cut from chunks that the system is asked to map as one page each: so a few hundred
/// entries of a processor's page table cache reach all of them, where pages of 4 KiB would need a look into
/// tables that are out of its caches as well. Few pieces take no such page: the first chunk is on small ones.
/// @thread one thread at a time
class LargePages {
 public:
  static constexpr std::size_t page = std::size_t{2} << 20;

  /// @param piece  bytes of one, at most `page`; a multiple of their alignment, which is a power of two
  explicit LargePages(std::size_t piece) noexcept : piece_(piece) {}
  LargePages(const LargePages&) = delete;
  LargePages& operator=(const LargePages&) = delete;

  /// Memory for one, aligned to the greatest power of two that divides its size, left as it was:
  /// std::bad_alloc where there is none.
  void* take();
  /// What was taken; the next take has it. All else lasts as long as *this.
  void give_back(void* piece) noexcept;

 private:
  struct Free {
    Free* next;
  };
  struct Delete {
    void operator()(void* chunk) const noexcept { ::operator delete(chunk, std::align_val_t{page}); }
  };
  using Chunk = std::unique_ptr<void, Delete>;

  std::size_t piece_;
  std::size_t used_ = page;  // of the last chunk
  std::vector<Chunk> chunks_;
  Free* free_ = nullptr;
};

}  // namespace signet::inline v0::detail
