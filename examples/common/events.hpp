// What the library reports, as lines of a log: logins, sessions, refusals, by identifiers alone.
#pragma once

#include "common/log.hpp"
#include "signet/core/observer.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// What a rotation is reported as.
EventKind event_of(RotationResult result) noexcept;

/// Writes a line to `log`, which it borrows, for every event that an operator or an auditor wants.
Observer events_to(Log& log) noexcept;

}  // namespace signet::example
