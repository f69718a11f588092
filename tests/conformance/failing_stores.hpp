// Stores over other ones that do not answer their n-th call.
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

using FailingAccountStore = detail::InterceptedAccountStore<BreakOneCall>;
using FailingSessionStore = detail::InterceptedSessionStore<BreakOneCall>;

}  // namespace signet::test
