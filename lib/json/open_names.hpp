// OpenNames: the member names of the objects that are being scanned, for finding one that comes twice.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace signet::inline v0::detail {

/// A stack of names: those of the outermost open object first. Nothing is allocated, and an array of records
/// is not filled in advance.
///
/// A new name is compared with each earlier one of its object by size and first bytes, which settles it for
/// all but names made to look alike. Those stand together, in order, and are searched by halves: with a text
/// full of them the work is eight times its length, where comparing all pairs would take 128 times.
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

  /// Adds a name to the object opened last, which is marked by `mark`, unless it has one that is the same
  /// text.
  /// @return whether it was added; the caller sees to the capacity
  bool add(const char* text, const Place& place, std::size_t mark) noexcept;

 private:
  struct Record {
    std::uint64_t head;  // the first bytes, decoded
    std::uint16_t at;
    std::uint16_t raw_size;
    std::uint16_t size;  // decoded
    bool escaped;
  };
  struct Alike {
    Record to;
    bool operator()(const Record& other) const noexcept {
      return other.head == to.head && other.size == to.size;
    }
  };
  static constexpr std::size_t head_capacity = sizeof(Record::head);

  static Record record_of(const char* text, const Place& place) noexcept;
  static int compare(const char* text, const Record& a, const Record& b) noexcept;
  bool add_to_group(const char* text, Record* first, const Record& added) noexcept;

  std::size_t count_ = 0;
  std::array<Record, capacity> records_;  // of one object: equal size and head side by side, those in order
};

}  // namespace signet::inline v0::detail
