// Reading what the scanner found: members of an object by name, elements of an array one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "signet/json/scanner.hpp"

namespace signet::inline v0 {

/// A value inside a scanned text. A string's text is decoded and without quotes; any other is as written.
struct JsonValue {
  JsonType type;
  std::string_view text;
};

/// A scanned object: borrows the text and the index, and is valid as long as both are.
/// @thread const access from any number of threads
class JsonObject {
 public:
  /// An object without members.
  constexpr JsonObject() noexcept = default;
  /// `text` and `members` as scan_object left them.
  constexpr JsonObject(const char* text, std::span<const JsonMember> members) noexcept
      : text_(text), members_(members) {}

  /// The member of exactly this name, compared byte for byte.
  [[nodiscard]] std::optional<JsonValue> find(std::string_view name) const noexcept;
  /// The member's value if it is a string.
  [[nodiscard]] std::optional<std::string_view> string(std::string_view name) const noexcept;

  constexpr std::size_t size() const noexcept { return members_.size(); }
  /// What the offsets of its members count from. Borrowed as the object's own parts are.
  constexpr const char* text() const noexcept { return text_; }
  /// In the text's order. Borrowed as the object's own parts are.
  constexpr std::span<const JsonMember> members() const noexcept { return members_; }
  constexpr std::string_view name(std::size_t i) const noexcept {
    return {text_ + members_[i].name_at, members_[i].name_size};
  }
  constexpr JsonValue value(std::size_t i) const noexcept {
    return {members_[i].type, {text_ + members_[i].value_at, members_[i].value_size}};
  }

 private:
  const char* text_ = nullptr;
  std::span<const JsonMember> members_;
};

/// An element of an array that lies inside a scanned text. A string stands as written, without its quotes and
/// with its escapes; compare it with `equals`.
struct JsonElement {
  JsonType type;
  std::string_view raw;

  /// Whether this is a string that, decoded, is exactly `text`. Allocates nothing.
  [[nodiscard]] bool equals(std::string_view text) const noexcept;
};

/// Walks the elements of an array: `for (JsonElements walk{value.text}; const auto e = walk.next();)`.
/// `array` must be an array that the scanner accepted; borrowed.
class JsonElements {
 public:
  explicit JsonElements(std::string_view array) noexcept;
  /// The next element, or nothing after the last.
  [[nodiscard]] std::optional<JsonElement> next() noexcept;

 private:
  std::string_view rest_;
};

/// The exact value of a JSON number that is an integer as written (`1e2` and `1.0` are not), within 64 bits.
[[nodiscard]] std::optional<std::int64_t> json_integer(std::string_view number) noexcept;

}  // namespace signet::inline v0
