// Places that are published once and read without a lock.
#include "jose/header_memo.hpp"

#include <new>
#include <string>

namespace signet::inline v0::detail {

struct HeaderMemo::Entry {
  // What one verifier accepts, a stricter one may not: a header is known to those who read it with equal
  // bounds.
  bool is_of(std::string_view text, const Limits& limits) const noexcept {
    return encoded == text && depth == limits.depth && members == limits.members;
  }

  std::string encoded;
  JoseHeader header;
  std::size_t depth;
  std::size_t members;
};

HeaderMemo::~HeaderMemo() {
  for (const auto& entry : entries_) delete entry.load(std::memory_order_relaxed);
}

const JoseHeader* HeaderMemo::find(std::string_view encoded, const Limits& limits) const noexcept {
  for (const auto& place : entries_) {
    const Entry* const entry = place.load(std::memory_order_acquire);
    if (entry == nullptr) return nullptr;
    if (entry->is_of(encoded, limits)) return &entry->header;
  }
  return nullptr;
}

void HeaderMemo::keep(std::string_view encoded, const JoseHeader& header, const Limits& limits) noexcept try {
  if (encoded.size() > longest || entries_.back().load(std::memory_order_relaxed) != nullptr) return;
  const Entry* const fresh = new Entry{std::string{encoded}, header, limits.depth, limits.members};
  for (auto& place : entries_) {
    const Entry* taken = nullptr;
    if (place.compare_exchange_strong(taken, fresh, std::memory_order_acq_rel)) return;
    if (taken->is_of(encoded, limits)) break;  // another thread kept it meanwhile
  }
  delete fresh;
} catch (const std::bad_alloc&) {  // the header will be read again next time
}

}  // namespace signet::inline v0::detail
