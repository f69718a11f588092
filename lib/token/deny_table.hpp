// DenyTable: fixed memory for what is denied, read without a lock while it is added to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "token/keyed_hash.hpp"

namespace signet::inline v0::detail {

/// Open addressing, at most half full. Adding publishes a slot by its last store. Removing moves other slots,
/// so it makes the version odd meanwhile, and a reader that saw two versions reads again.
/// @thread all members from any number of threads
class DenyTable {
 public:
  explicit DenyTable(std::size_t entries);

  /// Tokens issued before this are denied; nothing: none are.
  std::optional<NumericDate> issued_before(const Fingerprint& denied) const noexcept;

  struct Entry {
    NumericDate issued_before;
    NumericDate kept_until;
  };
  /// The later dates count where `denied` is there already.
  /// @error deny_list_full  nothing was added
  Result<void> add(const Fingerprint& denied, const Entry& entry, NumericDate now);

  std::size_t size() const noexcept;
  /// How often `add` has changed what is denied, counted before it returned.
  std::uint64_t additions() const noexcept { return additions_.load(std::memory_order_acquire); }

 private:
  struct Slot {
    std::atomic<std::uint64_t> first{0};  // 0: empty; no fingerprint in here has it
    std::atomic<std::uint64_t> second{0};
    std::atomic<std::int64_t> issued_before{0};  // microseconds
    NumericDate kept_until{};                    // read by writers alone
  };

  std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }
  std::size_t home(std::uint64_t second) const noexcept { return second & (slots_.size() - 1); }
  std::size_t distance(std::size_t from, std::size_t to) const noexcept {
    return (to - from) & (slots_.size() - 1);
  }
  // The slot that has `denied`, or null.
  const Slot* find(const Fingerprint& denied) const noexcept;
  Slot* find(const Fingerprint& denied) noexcept;
  std::optional<NumericDate> read(const Fingerprint& denied) const noexcept;
  void fill(const Fingerprint& denied, const Entry& entry) noexcept;
  void remove_expired(NumericDate now) noexcept;
  void remove(std::size_t hole) noexcept;
  static void move(const Slot& from, Slot& to) noexcept;

  std::size_t entries_;
  std::vector<Slot> slots_;
  std::atomic<std::uint64_t> version_{0};
  std::atomic<std::uint64_t> additions_{0};
  std::atomic<std::size_t> used_{0};
  NumericDate next_expiry_ = NumericDate::from_microseconds(INT64_MAX);  // none is earlier
  mutable std::mutex writers_;
};

}  // namespace signet::inline v0::detail
