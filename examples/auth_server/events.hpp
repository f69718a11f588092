// What the library reports, as log lines.
#pragma once

#include "common/log.hpp"
#include "signet/core/observer.hpp"

namespace signet::example {

/// An observer that logs who registered, who logged in, and what was refused. Borrows the log.
Observer logging_observer(Log& log) noexcept;

}  // namespace signet::example
