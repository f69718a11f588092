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

/// One permit among the workers of a pool: who has it may hold memory beside their own arena.
using HeavyLane = std::binary_semaphore;

/// For as long as one lives on a thread, the thread keeps memory from hash to hash, so that its hashes meet
/// no page fault.
class WorkerArena {
 public:
  /// Keeps the memory of the largest hash yet: W workers never hold more than W times that.
  WorkerArena() noexcept;
  /// Has `blocks` at once, and no more. What is larger waits for `lane` and is mapped anew each time, so that
  /// W workers never hold more than W times `blocks` and the memory of one larger hash.
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

  /// Before a hash that takes memory of its own: gives back what the worker was not made with, so that it
  /// never holds both, and waits for the lane if there is one.
  static void make_room() noexcept;

  /// Ends the use of memory beside its own arena, if there is any. To be called after each job.
  void leave_lane() noexcept;

 private:
  std::span<Argon2Block> take_heavy(std::size_t blocks) noexcept;
  void enter_lane() noexcept;

  std::optional<Arena> kept_;
  std::optional<Arena> heavy_;
  HeavyLane* lane_ = nullptr;
  bool in_lane_ = false;
};

}  // namespace signet::inline v0::detail
