// Keeping calls and repeating them.
#include "store/redis/recent_revokes.hpp"

#include <utility>

namespace signet::inline v0::detail::redis {
namespace {

// Within the former the same is not kept again, so the latter is as much longer than what is promised.
constexpr Seconds same_for = Seconds::of(30);
constexpr Seconds kept_for = Seconds::of(600 + 30);

std::vector<std::string> owned(Words words) { return {words.begin(), words.end()}; }
std::vector<std::string_view> views(const std::vector<std::string>& words) {
  return {words.begin(), words.end()};
}

}  // namespace

void RecentRevokes::keep(const Script& script, Words keys, Words arguments) {
  const std::scoped_lock lock(mutex_);
  forget_old();
  const Instant now = clock_();
  Ended ended{&script, std::string{keys.front()}, std::string{arguments.front()}};
  const auto held = held_.find(ended);
  if (held != held_.end() && now - held->second < same_for) return;
  calls_.push_back({.at = now, .script = &script, .keys = owned(keys), .arguments = owned(arguments)});
  held_.insert_or_assign(std::move(ended), now);
}

Result<void> RecentRevokes::catch_up(Connection& connection, std::string_view server) {
  // Others that connect meanwhile do the same, as none may use the server before it is done.
  std::size_t next = 0;
  for (auto calls = calls_missed_by(server, next); !calls.empty(); calls = calls_missed_by(server, next)) {
    for (const Call& call : calls) {
      const auto done = call.script->run(connection, views(call.keys), views(call.arguments));
      if (!done && done.error().code() != Errc::store_schema_mismatch) return done.error();
    }
  }
  return {};
}

bool RecentRevokes::is_current(std::string_view server) {
  const std::scoped_lock lock(mutex_);
  return server_ == server;
}

void RecentRevokes::forget_old() {
  while (!calls_.empty() && clock_() - calls_.front().at > kept_for) {
    const Call& oldest = calls_.front();
    const auto held = held_.find(Ended{oldest.script, oldest.keys.front(), oldest.arguments.front()});
    if (held != held_.end() && held->second == oldest.at) held_.erase(held);
    calls_.pop_front();
    ++forgotten_;
  }
}

// Those from the `next` on, which is set behind them; when there are none, the server is the one that has
// all.
std::vector<RecentRevokes::Call> RecentRevokes::calls_missed_by(std::string_view server, std::size_t& next) {
  const std::scoped_lock lock(mutex_);
  forget_old();
  std::vector<Call> missed;
  if (!server_.empty() && server_ != server) {
    const std::size_t known = next > forgotten_ ? next - forgotten_ : 0;
    missed.assign(calls_.begin() + static_cast<std::ptrdiff_t>(known), calls_.end());
    next = forgotten_ + calls_.size();
  }
  if (missed.empty()) server_ = server;
  return missed;
}

}  // namespace signet::inline v0::detail::redis
