// Names of events, and which of them an operator wants to read.
#include "auth_server/events.hpp"

#include <string>

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
  }
  return "unknown";
}

/// Whether an operator wants a line for it; a hash that is done is told by the request that asked for it.
constexpr bool worth_a_line(EventKind kind) noexcept { return kind != EventKind::hash_done; }

void log_event(void* context, const Event& event) noexcept {
  if (!worth_a_line(event.kind)) return;
  const bool refusal = event.kind == EventKind::login_failed || event.kind == EventKind::hash_refused;
  const std::string subject = event.subject == Uuid{} ? "" : event.subject.text();
  static_cast<Log*>(context)->say(Level::info, name_of(event.kind),
                                  {{"subject", subject}, {"code", refusal ? to_string(event.code) : ""}});
}

}  // namespace

Observer logging_observer(Log& log) noexcept { return {.on_event = log_event, .context = &log}; }

}  // namespace signet::example
