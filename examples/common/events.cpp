// One audit line per event.
#include "common/events.hpp"

#include <string>
#include <string_view>

namespace signet::example {
namespace {

constexpr std::string_view name_of(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::account_registered:
      return "account_registered";
    case EventKind::login_succeeded:
      return "login_succeeded";
    case EventKind::login_failed:
      return "login_failed";
    case EventKind::login_throttled:
      return "login_throttled";
    case EventKind::hash_done:
      return "hash_done";
    case EventKind::hash_refused:
      return "hash_refused";
    case EventKind::hash_upgraded:
      return "hash_upgraded";
    case EventKind::session_begun:
      return "session_begun";
    case EventKind::session_rotated:
      return "session_rotated";
    case EventKind::session_reissued:
      return "session_reissued";
    case EventKind::session_reused:
      return "session_reused";
    case EventKind::session_refused:
      return "session_refused";
    case EventKind::session_ended:
      return "session_ended";
    case EventKind::store_regressed:
      return "store_regressed";
  }
  return "unknown";
}

/// Whether an operator wants a line for it; a hash that is done is told by the request that asked for it.
constexpr bool worth_a_line(EventKind kind) noexcept { return kind != EventKind::hash_done; }

std::string text_of(const Uuid& id) { return id == Uuid{} ? "" : id.text(); }

}  // namespace

EventKind event_of(RotationResult result) noexcept {
  switch (result) {
    case RotationResult::rotated:
      return EventKind::session_rotated;
    case RotationResult::current:
      return EventKind::session_reissued;
    case RotationResult::ahead:
      return EventKind::store_regressed;
    case RotationResult::reused:
      return EventKind::session_reused;
    case RotationResult::not_active:
      break;
  }
  return EventKind::session_refused;
}

void report_failed_rotation(const Observer& observer, const Error& error, const Uuid& subject,
                            const Uuid& session) noexcept {
  if (error.code() != Errc::revoke_unconfirmed) return;
  observer({.kind = EventKind::session_reused, .subject = subject, .session = session, .code = error.code()});
}

void say_event(Log& log, const Event& event) noexcept {
  if (!worth_a_line(event.kind)) return;
  const bool refusal = event.kind == EventKind::login_failed || event.kind == EventKind::hash_refused ||
                       event.kind == EventKind::session_refused || event.code == Errc::revoke_unconfirmed;
  log.say(Level::info, name_of(event.kind),
          {{"subject", text_of(event.subject)},
           {"session", text_of(event.session)},
           {"code", refusal ? to_string(event.code) : ""}});
}

}  // namespace signet::example
