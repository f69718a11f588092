// OptionalText: an owned text that may be absent, without the weight of std::optional<std::string> in every includer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace signet::inline v0::detail {

/// Absent, or a text, which may be empty.
class OptionalText {
 public:
  OptionalText() noexcept = default;
  explicit(false) OptionalText(std::string text) noexcept : text_(std::move(text)), there_(true) {}

  /// View into *this.
  std::optional<std::string_view> view() const noexcept {
    if (!there_) return {};
    return std::string_view{text_};
  }

 private:
  std::string text_;
  bool there_ = false;
};

}  // namespace signet::inline v0::detail
