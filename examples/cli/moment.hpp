// A moment as an argument gives it: RFC 3339, or seconds since 1970.
#pragma once

#include <optional>
#include <string_view>

#include "signet/core/numeric_date.hpp"

namespace signet_cli {

/// `2026-11-21T09:30:00Z`, with a fraction or an offset if wanted, or `1795253400`; 1970 to 9999. Digits
/// beyond microseconds are dropped. nullopt: neither. A leap second is none of them. @see RFC 3339 §5.6
std::optional<signet::NumericDate> moment_of(std::string_view text);

}  // namespace signet_cli
