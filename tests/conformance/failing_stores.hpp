// Stores over other ones that do not answer their n-th call, or every n-th.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "store/intercepted_stores.hpp"

namespace signet::test {

/// Where the n-th call breaks off.
enum class Break : std::uint8_t {
  before,  ///< nothing was done
  after,   ///< it was done, and the answer is lost
};

/// Breaks off one call; calls count from 1, and 0 is none.
struct BreakOneCall {
  std::uint64_t failing_call;
  Break where;
  std::atomic<std::uint64_t> calls = 0;

  /// Whether the failing call was reached.
  bool failed() const noexcept { return failing_call != 0 && calls >= failing_call; }

  template <class Forward>
  auto operator()(std::string_view /*name*/, Forward forward) -> decltype(forward()) {
    const bool fails = ++calls == failing_call;
    if (fails && where == Break::before) return fail(Errc::store_unavailable);
    auto answer = forward();
    if (fails) return fail(Errc::store_unavailable);
    return answer;
  }
};

/// Breaks off every n-th call, by turns before it was done and after; from 2 on a repetition is answered.
struct BreakEveryNthCall {
  std::uint64_t n;
  std::uint64_t calls = 0;
  std::uint64_t broken = 0;
  bool last_was_done = false;  ///< of the call that was broken off last

  template <class Forward>
  auto operator()(std::string_view /*name*/, Forward forward) -> decltype(forward()) {
    if (++calls % n != 0) return forward();
    last_was_done = ++broken % 2 == 0;
    if (last_was_done) static_cast<void>(forward().has_value());
    return fail(Errc::store_unavailable);
  }
};

using FailingAccountStore = detail::InterceptedAccountStore<BreakOneCall>;
using FailingSessionStore = detail::InterceptedSessionStore<BreakOneCall>;
using ManyTimesFailingAccountStore = detail::InterceptedAccountStore<BreakEveryNthCall>;
using ManyTimesFailingSessionStore = detail::InterceptedSessionStore<BreakEveryNthCall>;

}  // namespace signet::test
