// ContextSlots: initialised OpenSSL operations of one key, kept so that a signature costs no set-up.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

#include "jose/openssl.hpp"

namespace signet::inline v0::detail {

/// One operation, ready to run: `direct` takes a digest (RSA, ECDSA), `whole` the message (EdDSA, ML-DSA).
struct Operation {
  PkeyCtx direct;
  MdCtx whole;
};

/// Sixteen places for idle operations, each on its own cache line. Taken and given back by one exchange, so
/// no thread waits for another; kept in the key rather than per thread, so that they go when the key goes.
/// @thread take and give_back from any number of threads
class ContextSlots {
 public:
  static constexpr std::size_t size = 16;

  ContextSlots() noexcept = default;
  ContextSlots(const ContextSlots&) = delete;
  ContextSlots& operator=(const ContextSlots&) = delete;
  ~ContextSlots();

  /// An idle operation, which is then the caller's; null when there is none.
  Operation* take() noexcept;
  /// Keeps `operation` for the next caller, or deletes it when all places are full.
  void give_back(Operation* operation) noexcept;

 private:
  struct alignas(64) Slot {
    std::atomic<Operation*> idle{nullptr};
  };
  std::array<Slot, size> slots_;
};

}  // namespace signet::inline v0::detail
