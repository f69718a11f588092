// Memory for argon2: mapped apart from the heap, on pages of 2 MiB, and kept by a worker from hash to hash.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "password/argon2_kernels.hpp"

namespace signet::inline v0::detail {

/// Mapped memory, all of it present; given back to the system on destruction. No core dump has it.
class Arena {
 public:
  /// @return nothing where the system has no such memory
  static std::optional<Arena> map(std::size_t blocks) noexcept;

  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena();

  /// View into *this.
  std::span<Argon2Block> blocks() & noexcept { return blocks_; }

 private:
  explicit Arena(std::span<Argon2Block> blocks) noexcept : blocks_(blocks) {}

  std::span<Argon2Block> blocks_;
};

/// For as long as one lives on a thread, the thread keeps the memory of its largest hash for the next one. So
/// a pool of W workers never holds more than W times the memory of a hash, and its hashes meet no page fault.
class WorkerArena {
 public:
  WorkerArena() noexcept;
  WorkerArena(const WorkerArena&) = delete;
  WorkerArena& operator=(const WorkerArena&) = delete;
  ~WorkerArena();

  /// The calling thread's; null where it has none.
  static WorkerArena* here() noexcept;

  /// `blocks` of them, as earlier hashes left them, until the next call; empty where the system has no
  /// memory.
  std::span<Argon2Block> take(std::size_t blocks) noexcept;

 private:
  std::optional<Arena> kept_;
};

}  // namespace signet::inline v0::detail
