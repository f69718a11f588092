// The search for a place: each thread begins at its own, so that threads meet only when there are many.
#include "jose/context_slots.hpp"

#include "core/thread_number.hpp"

namespace signet::inline v0::detail {

ContextSlots::~ContextSlots() {
  for (const Slot& slot : slots_) delete slot.idle.load(std::memory_order_acquire);
}

Operation* ContextSlots::take() noexcept {
  const std::size_t first = thread_number();
  for (std::size_t i = 0; i < size; ++i) {
    auto& idle = slots_[(first + i) % size].idle;
    if (idle.load(std::memory_order_relaxed) == nullptr) continue;
    if (Operation* const taken = idle.exchange(nullptr, std::memory_order_acquire)) return taken;
  }
  return nullptr;
}

void ContextSlots::give_back(Operation* operation) noexcept {
  const std::size_t first = thread_number();
  for (std::size_t i = 0; i < size && operation != nullptr; ++i) {
    auto& idle = slots_[(first + i) % size].idle;
    if (idle.load(std::memory_order_relaxed) != nullptr) continue;
    // What another thread put there meanwhile comes back and looks for the next place.
    operation = idle.exchange(operation, std::memory_order_acq_rel);
  }
  delete operation;
}

}  // namespace signet::inline v0::detail
