// Times as people and JSON write them: RFC 3339, UTC.
#pragma once

#include <string>

#include "signet/core/numeric_date.hpp"

namespace signet::example {

/// `2026-11-21T09:30:00Z`; whole seconds, rounded down.
std::string rfc3339(NumericDate date);
/// `2026-11-21T09:30:00.123Z`, for logs.
std::string rfc3339_milliseconds(NumericDate date);

}  // namespace signet::example
