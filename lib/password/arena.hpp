// Memory for argon2: mapped apart from the heap, on pages of 2 MiB, and kept by a worker from hash to hash.
#pragma once

#include <cstddef>
#include <optional>
#include <semaphore>
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

/// One permit among the workers of a pool: who has it may hold an arena beside their own.
using HeavyLane = std::binary_semaphore;

/// For as long as one lives on a thread, the thread keeps memory from hash to hash, so that its hashes meet
/// no page fault.
class WorkerArena {
 public:
  /// Keeps the memory of the largest hash yet: W workers never hold more than W times that.
  WorkerArena() noexcept;
  /// Has `blocks` at once, and no more. What is larger waits for `lane` and is mapped anew each time, so that
  /// W workers never hold more than W times `blocks` and one larger arena.
  WorkerArena(std::size_t blocks, HeavyLane& lane) noexcept;
  WorkerArena(const WorkerArena&) = delete;
  WorkerArena& operator=(const WorkerArena&) = delete;
  ~WorkerArena();

  /// The calling thread's; null where it has none.
  static WorkerArena* here() noexcept;

  /// Whether the blocks it was to have are there.
  bool complete() const noexcept { return lane_ == nullptr || kept_.has_value(); }

  /// `blocks` of them, as earlier hashes left them, until the next call; empty where the system has no
  /// memory.
  std::span<Argon2Block> take(std::size_t blocks) noexcept;

  /// Ends the use of an arena beside its own, if there is one. To be called after each job.
  void leave_lane() noexcept;

 private:
  std::span<Argon2Block> take_heavy(std::size_t blocks) noexcept;

  std::optional<Arena> kept_;
  std::optional<Arena> heavy_;
  HeavyLane* lane_ = nullptr;
};

}  // namespace signet::inline v0::detail
