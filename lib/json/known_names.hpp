// KnownNames: names that a scan notes on its way, so that nobody need look for them afterwards.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "json/plain_members.hpp"
#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"
#include "signet/json/scanner.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {

/// Names of one to seven bytes, none of them NUL, each alone in its bucket.
class KnownNames {
 public:
  constexpr KnownNames() noexcept = default;
  constexpr KnownNames(std::initializer_list<std::string_view> names) noexcept {
    for (const std::string_view name : names) heads_[bucket_of(head_of(name))] = head_of(name);
  }

  /// In which of 64 buckets a name falls.
  static constexpr std::size_t bucket_of(std::uint64_t head) noexcept {
    return static_cast<std::size_t>(head * PlainMembers::bucket_multiplier >> 58);
  }
  /// The first eight bytes of a name, the first one lowest; zeros behind a shorter one.
  static constexpr std::uint64_t head_of(std::string_view name) noexcept {
    std::uint64_t head = 0;
    for (std::size_t i = 0; i < name.size() && i < sizeof head; ++i) {
      head |= std::uint64_t{static_cast<std::uint8_t>(name[i])} << (8 * i);
    }
    return head;
  }

  /// Whether the name of this head and size is one of them. (A head alone may have a NUL in it.)
  constexpr bool has(std::uint64_t head, std::size_t size) const noexcept {
    return heads_[bucket_of(head)] == head &&
           size == (static_cast<std::size_t>(std::bit_width(head)) + 7) / 8;
  }
  /// By bucket; 0 where none of them is.
  const std::uint64_t* heads() const noexcept { return heads_.data(); }

 private:
  std::array<std::uint64_t, 64> heads_{};
};

/// As scan_object, which notes no names. On an error what is noted is unspecified.
Result<std::size_t> scan_noting(std::span<char> text, std::span<JsonMember> index, const Limits& limits,
                                const KnownNames& known, NotedNames& noted) noexcept;

/// What scan_noting would have noted of an object that was scanned without.
NotedNames noted_in(const JsonObject& object, const KnownNames& known) noexcept;

}  // namespace signet::inline v0::detail
