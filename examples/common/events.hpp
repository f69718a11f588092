// What the library reports, as lines of a log: logins, sessions, refusals, by identifiers alone.
#pragma once

#include "common/log.hpp"
#include "signet/core/observer.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// What a rotation is reported as.
EventKind event_of(RotationResult result) noexcept;

/// Of a rotation that failed: where it ended the session for reuse, and only that was not confirmed, tells
/// so.
void report_failed_rotation(const Observer& observer, const Error& error, const Uuid& subject,
                            const Uuid& session) noexcept;

/// Writes a line for the event, if it is one that an operator or an auditor wants.
void say_event(Log& log, const Event& event) noexcept;

}  // namespace signet::example
