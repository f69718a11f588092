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
/// The first bytes of a new name are compared with those of each earlier one of its object, which tells most
/// names apart. Those alike in them stand together, in order, and are searched by halves: for a text full of
/// such names the work is eight times its length, where comparing all pairs would take 128 times.
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
    std::uint16_t size;
    bool escaped;
  };
  static Record record_of(const char* text, const Place& place) noexcept;
  static int compare(const char* text, const Record& a, const Record& b) noexcept;

  std::size_t count_ = 0;
  std::array<Record, capacity> records_;  // of one object: equal heads side by side, in order
};

}  // namespace signet::inline v0::detail
