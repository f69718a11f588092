// Durations as Go's configuration files write them: 15m, 720h, 1h30m, 1.5s, 500ms.
#pragma once

#include <optional>
#include <string_view>

#include "signet/core/numeric_date.hpp"

namespace signet::example {

/// Reads one or more of number and unit (`h m s ms us µs ns`), without a sign; a number may have a fraction.
/// What is finer than a microsecond is cut. @return nothing for any other text, a number without a unit, and
/// beyond 292 years, where Go's own duration ends
std::optional<Seconds> parse_duration(std::string_view text);

}  // namespace signet::example
