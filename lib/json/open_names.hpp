// OpenNames: the member names of the objects that are being scanned, for finding one that comes twice.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace signet::inline v0::detail {

/// A stack of names: those of the outermost open object first. Nothing is allocated, and no array is filled
/// in advance.
///
/// The head of a new name, its first eight bytes, is compared with that of each earlier one of its object,
/// which tells most names apart. Those alike in it stand together, in order, and are searched by halves: for
/// a text full of such names the work is eight times its length, where comparing all pairs would take 128
/// times.
class OpenNames {
 public:
  static constexpr std::size_t capacity = 256;

  /// Where a name stands in the text, without quotes.
  struct Place {
    std::size_t at;
    std::size_t size;
    bool escaped;  ///< has escapes that are not decoded
  };

  /// Opens an object. @return the mark that closes it
  std::size_t mark() const noexcept { return count_; }
  /// Forgets the names of the object that was opened with `mark`.
  void close(std::size_t mark) noexcept { count_ = mark; }

  /// The first bytes of the name, decoded, the first one lowest; zeros behind a short one.
  static std::uint64_t head_of(std::string_view text, const Place& place) noexcept {
    std::uint64_t head = 0;
    if (place.escaped || text.size() - place.at < sizeof head) return head_by_bytes(text, place);
    if constexpr (std::endian::native != std::endian::little) return head_by_bytes(text, place);
    std::memcpy(&head, text.data() + place.at, sizeof head);
    if (place.size >= sizeof head) return head;
    return head & ((std::uint64_t{1} << (8 * place.size)) - 1);
  }

  /// Adds a name of that head to the object opened last, which is marked by `mark`, unless it has one that is
  /// the same text.
  /// @return whether it was added; the caller sees to the capacity
  bool add(const char* text, const Place& place, std::uint64_t head, std::size_t mark) noexcept {
    for (std::size_t i = mark; i < count_; ++i) {
      if (heads_[i] == head) return add_alike(text, place, i);
    }
    heads_[count_] = head;
    records_[count_++].set(place);
    return true;
  }

 private:
  struct Record {
    // Each member by itself: a record put together elsewhere and copied would wait for its parts.
    void set(const Place& place) noexcept {
      at = static_cast<std::uint16_t>(place.at);
      size = static_cast<std::uint16_t>(place.size);
      escaped = place.escaped;
    }

    std::uint16_t at;
    std::uint16_t size;
    bool escaped;
  };
  static std::uint64_t head_by_bytes(std::string_view text, const Place& place) noexcept;
  // Adds a name that is alike in its head to the one at `first`, and maybe to more behind that.
  bool add_alike(const char* text, const Place& place, std::size_t first) noexcept;
  static int compare(const char* text, const Record& a, const Record& b) noexcept;

  std::size_t count_ = 0;
  std::array<std::uint64_t, capacity> heads_;  // of one object: equal ones side by side
  std::array<Record, capacity> records_;       // theirs, among equal heads in order
};

}  // namespace signet::inline v0::detail
