// OpenNames: the member names of the objects that are being scanned, for finding one that comes twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/digits.hpp"

namespace signet::inline v0::detail {

/// By a count of bytes, the mask of as many, the first ones.
inline constexpr auto low_bytes = [] {
  std::array<std::uint64_t, sizeof(std::uint64_t)> masks{};
  for (std::size_t i = 1; i < masks.size(); ++i) masks[i] = masks[i - 1] << 8 | 0xff;
  return masks;
}();

/// A stack of names: those of the outermost open object first. Nothing is allocated, and no array is filled
/// in advance.
///
/// A new name is most often told to be new by its head, its first eight bytes, at once: no name in its
/// bucket, one of 512, was seen. Else its head is compared with that of each earlier one of its object, which
/// is at most 256 comparisons of a register whatever names an attacker finds for one bucket. Those alike in
/// their heads stand together, in order, and are searched by halves: for a text full of such names the work
/// is eight times its length, where comparing all pairs would take 128 times.
class OpenNames {
 public:
  static constexpr std::size_t capacity = 256;

  /// Where a name stands in the text, without quotes.
  struct Place {
    std::size_t at;
    std::size_t size;
    bool escaped = false;  ///< has escapes that are not decoded
  };

  /// Opens an object. @return the mark that closes it
  std::size_t mark() const noexcept { return count_; }
  /// Forgets the names of the object that was opened with `mark`.
  void close(std::size_t mark) noexcept { count_ = mark; }

  /// The first bytes of the name, decoded, the first one lowest; zeros behind a short one.
  static std::uint64_t head_of(std::string_view text, const Place& place) noexcept {
    if (place.escaped || text.size() - place.at < sizeof(std::uint64_t)) return head_by_bytes(text, place);
    return head_of_plain(text.data() + place.at, place.size);
  }
  /// The same of a name without escapes where eight bytes can be read.
  static std::uint64_t head_of_plain(const char* name, std::size_t size) noexcept {
    const std::uint64_t head = eight_bytes(name);
    return size < sizeof head ? head & low_bytes[size] : head;
  }

  /// In which of 512 buckets a head falls.
  static constexpr std::size_t bucket_of(std::uint64_t head) noexcept {
    return static_cast<std::size_t>(head * bucket_multiplier >> (64 - 9));
  }

  /// Adds a name that is known to be new; the caller sees to the capacity.
  void append(const Place& place, std::uint64_t head) noexcept {
    note(head);
    records_[count_++].set(place, head);
  }

  /// Adds a name of that head to the object opened last, which is marked by `mark`, unless it has one that is
  /// the same text.
  /// @return whether it was added; the caller sees to the capacity
  bool add(const char* text, const Place& place, std::uint64_t head, std::size_t mark) noexcept {
    if (!note(head)) return add_looking(text, place, head, mark);
    records_[count_++].set(place, head);
    return true;
  }

 private:
  struct Record {
    // Each member by itself: a record put together elsewhere and copied would wait for its parts.
    void set(const Place& place, std::uint64_t its_head) noexcept {
      head = its_head;
      at = static_cast<std::uint16_t>(place.at);
      size = static_cast<std::uint16_t>(place.size);
      escaped = place.escaped;
    }

    std::uint64_t head;
    std::uint16_t at;
    std::uint16_t size;
    bool escaped;
  };

  // Notes the head of a name. @return whether no name before it, open or closed, is of its bucket: it is new
  // then, whatever its object
  bool note(std::uint64_t head) noexcept {
    const std::size_t bucket = bucket_of(head);
    const std::uint64_t bit = std::uint64_t{1} << bucket % 64;
    const std::uint64_t word = seen_[bucket / 64];
    seen_[bucket / 64] = word | bit;
    return (word & bit) == 0;
  }

  static std::uint64_t head_by_bytes(std::string_view text, const Place& place) noexcept;
  // Adds a name of a bucket in which there was one before, of an open object or of a closed one.
  bool add_looking(const char* text, const Place& place, std::uint64_t head, std::size_t mark) noexcept;
  static int compare(const char* text, const Record& a, const Record& b) noexcept;

  // Odd, and found by trial, as PlainMembers::bucket_multiplier.
  static constexpr std::uint64_t bucket_multiplier = 0xc954'6b43'9f9d'0129;

  std::size_t count_ = 0;
  std::array<std::uint64_t, 8> seen_{};   // a bit for each bucket; never taken back
  std::array<Record, capacity> records_;  // of one object: equal heads side by side, and among them in order
};

}  // namespace signet::inline v0::detail
