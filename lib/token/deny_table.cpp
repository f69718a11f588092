// Adding to and removing from the table of denials, and reading it meanwhile.
#include "token/deny_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace signet::inline v0::detail {
namespace {

// A removal takes some hundred instructions; who has met so many of them waits for the last.
constexpr int patience = 64;

// The first word of what is in the table is not 0.
Fingerprint marked(const Fingerprint& denied) noexcept { return {denied.first | 1, denied.second}; }

}  // namespace

DenyTable::DenyTable(std::size_t entries) : entries_(entries), slots_(std::bit_ceil(2 * entries)) {}

// Every load acquires, so that none moves past the second look at the version; every store of a removal
// releases, so that who read it sees the odd version.
std::optional<NumericDate> DenyTable::issued_before(const Fingerprint& denied) const noexcept {
  const Fingerprint key = marked(denied);
  for (int attempt = 0; attempt < patience; ++attempt) {
    const std::uint64_t version = version_.load(std::memory_order_acquire);
    if (version % 2 != 0) continue;
    const auto found = read(key);
    if (version_.load(std::memory_order_acquire) == version) return found;
  }
  const std::lock_guard wait{writers_};
  return read(key);
}

const DenyTable::Slot* DenyTable::find(const Fingerprint& denied) const noexcept {
  for (std::size_t at = home(denied.second);; at = next(at)) {
    const Slot& slot = slots_[at];
    const std::uint64_t first = slot.first.load(std::memory_order_acquire);
    if (first == 0) return nullptr;
    if (first == denied.first && slot.second.load(std::memory_order_acquire) == denied.second) return &slot;
  }
}

DenyTable::Slot* DenyTable::find(const Fingerprint& denied) noexcept {
  return const_cast<Slot*>(std::as_const(*this).find(denied));
}

std::optional<NumericDate> DenyTable::read(const Fingerprint& denied) const noexcept {
  const Slot* const slot = find(denied);
  if (slot == nullptr) return std::nullopt;
  return NumericDate::from_microseconds(slot->issued_before.load(std::memory_order_acquire));
}

Result<void> DenyTable::add(const Fingerprint& denied, const Entry& entry, NumericDate now) {
  const Fingerprint key = marked(denied);
  const std::lock_guard alone{writers_};
  if (Slot* const known = find(key)) {
    const std::int64_t before = known->issued_before.load(std::memory_order_relaxed);
    known->issued_before.store(std::max(before, entry.issued_before.microseconds()),
                               std::memory_order_release);
    known->kept_until = std::max(known->kept_until, entry.kept_until);
  } else {
    if (used_ == entries_) remove_expired(now);
    if (used_ == entries_) return fail(Errc::deny_list_full);
    fill(key, entry);
  }
  additions_.fetch_add(1, std::memory_order_release);
  return {};
}

void DenyTable::fill(const Fingerprint& denied, const Entry& entry) noexcept {
  std::size_t at = home(denied.second);
  while (slots_[at].first.load(std::memory_order_relaxed) != 0) at = next(at);
  Slot& slot = slots_[at];
  slot.issued_before.store(entry.issued_before.microseconds(), std::memory_order_relaxed);
  slot.second.store(denied.second, std::memory_order_relaxed);
  slot.kept_until = entry.kept_until;
  slot.first.store(denied.first, std::memory_order_release);
  next_expiry_ = std::min(next_expiry_, entry.kept_until);
  ++used_;
}

std::size_t DenyTable::size() const noexcept { return used_.load(std::memory_order_relaxed); }

void DenyTable::remove_expired(NumericDate now) noexcept {
  if (next_expiry_ > now) return;
  next_expiry_ = NumericDate::from_microseconds(INT64_MAX);
  for (std::size_t at = 0; at < slots_.size(); ++at) {
    // What a removal moves here comes from further on, or is known to stay.
    while (slots_[at].first.load(std::memory_order_relaxed) != 0 && slots_[at].kept_until <= now) remove(at);
    if (slots_[at].first.load(std::memory_order_relaxed) != 0) {
      next_expiry_ = std::min(next_expiry_, slots_[at].kept_until);
    }
  }
}

// Knuth, TAOCP 6.4, Algorithm R: no slot is left behind a gap that its search would stop at.
void DenyTable::remove(std::size_t hole) noexcept {
  version_.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t at = next(hole);; at = next(at)) {
    Slot& slot = slots_[at];
    if (slot.first.load(std::memory_order_relaxed) == 0) break;
    const std::size_t wanted = home(slot.second.load(std::memory_order_relaxed));
    if (distance(wanted, at) < distance(hole, at)) continue;
    move(slot, slots_[hole]);
    hole = at;
  }
  slots_[hole].first.store(0, std::memory_order_release);
  --used_;
  version_.fetch_add(1, std::memory_order_release);
}

void DenyTable::move(const Slot& from, Slot& to) noexcept {
  to.issued_before.store(from.issued_before.load(std::memory_order_relaxed), std::memory_order_release);
  to.second.store(from.second.load(std::memory_order_relaxed), std::memory_order_release);
  to.first.store(from.first.load(std::memory_order_relaxed), std::memory_order_release);
  to.kept_until = from.kept_until;
}

}  // namespace signet::inline v0::detail
