// The search for a place: each thread begins at its own, so that threads meet only when there are many.
#include "jose/context_slots.hpp"

namespace signet::inline v0::detail {
namespace {

std::size_t first_slot() noexcept {
  static std::atomic<std::size_t> threads{0};
  thread_local const std::size_t own = threads.fetch_add(1, std::memory_order_relaxed);
  return own;
}

}  // namespace

ContextSlots::~ContextSlots() {
  for (const Slot& slot : slots_) delete slot.idle.load(std::memory_order_acquire);
}

Operation* ContextSlots::take() noexcept {
  const std::size_t first = first_slot();
  for (std::size_t i = 0; i < size; ++i) {
    auto& idle = slots_[(first + i) % size].idle;
    if (idle.load(std::memory_order_relaxed) == nullptr) continue;
    if (Operation* const taken = idle.exchange(nullptr, std::memory_order_acquire)) return taken;
  }
  return nullptr;
}

void ContextSlots::give_back(Operation* operation) noexcept {
  const std::size_t first = first_slot();
  for (std::size_t i = 0; i < size && operation != nullptr; ++i) {
    auto& idle = slots_[(first + i) % size].idle;
    if (idle.load(std::memory_order_relaxed) != nullptr) continue;
    // What another thread put there meanwhile comes back and looks for the next place.
    operation = idle.exchange(operation, std::memory_order_acq_rel);
  }
  delete operation;
}

}  // namespace signet::inline v0::detail
