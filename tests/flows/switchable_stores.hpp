// Stores in memory that a test can break and mend.
#pragma once

#include <atomic>
#include <string_view>

#include "signet/store/memory_account_store.hpp"
#include "signet/store/memory_session_store.hpp"
#include "store/intercepted_stores.hpp"

namespace signet::test {

struct Switch {
  std::atomic<bool> broken{false};
  std::atomic<int> calls{0};

  template <class Forward>
  auto operator()(std::string_view /*name*/, Forward forward) -> decltype(forward()) {
    ++calls;
    if (broken) return fail(Errc::store_unavailable);
    return forward();
  }
};

class SwitchableAccountStore final : public detail::InterceptedAccountStore<Switch> {
 public:
  SwitchableAccountStore() : InterceptedAccountStore(memory_) {}
  std::atomic<bool>& broken = intercept.broken;
  int calls() const noexcept { return intercept.calls; }

 private:
  MemoryAccountStore memory_;
};

class SwitchableSessionStore final : public detail::InterceptedSessionStore<Switch> {
 public:
  SwitchableSessionStore() : InterceptedSessionStore(memory_) {}
  std::atomic<bool>& broken = intercept.broken;
  std::atomic<int>& calls = intercept.calls;

 private:
  MemorySessionStore memory_;
};

}  // namespace signet::test
