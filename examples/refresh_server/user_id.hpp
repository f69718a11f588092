// The `user_id` of flow D's bodies and tokens: any unsigned 64-bit number.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

#include "signet/json/view.hpp"

namespace signet::example {

/// The member `user_id`, when it is a number from 0 to 2^64-1 written without sign, fraction or exponent.
inline std::optional<std::uint64_t> find_user_id(const JsonObject& object) {
  const auto value = object.find("user_id");
  if (!value || value->type != JsonType::number) return std::nullopt;
  const std::string_view text = value->text;
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

}  // namespace signet::example
