// Comparison of secrets without telling, by time, where they differ.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace signet::inline v0 {

/// Whether both are the same bytes. The time depends on the sizes only. @thread safe
bool constant_time_equal(std::span<const std::byte> a, std::span<const std::byte> b) noexcept;
bool constant_time_equal(std::string_view a, std::string_view b) noexcept;

}  // namespace signet::inline v0
