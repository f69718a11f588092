// Memory stores of accounts and sessions that write down each call, and break off those that a test names.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/store/memory_account_store.hpp"
#include "signet/store/memory_session_store.hpp"
#include "store/intercepted_stores.hpp"

namespace signet::test {

/// Where a call breaks off.
enum class Lost : std::uint8_t {
  request,  ///< nothing was done
  answer,   ///< it was done, and nobody was told
};

/// The calls to both stores and to the signer, in their order, and which of those to the stores break off.
/// @thread safe, but for `made`
class Calls {
 public:
  std::vector<std::string> made;

  /// From now on the calls `first` .. `first + count - 1` break off, counted from 1; `first` 0: none.
  void break_off(std::size_t first, Lost what, std::size_t count = 1) {
    const std::lock_guard lock{mutex_};
    made.clear();
    stores_asked_ = 0;
    first_ = first;
    count_ = count;
    what_ = what;
  }
  void mend() { break_off(0, Lost::request); }
  /// Whether a call broke off since.
  bool broke_off() const noexcept { return first_ != 0 && stores_asked_ >= first_; }

  /// Every call whose name begins so fails, until `mend`.
  void take_down(std::string_view store) { down_ = store; }
  void bring_up() { down_.clear(); }

  void write_down(std::string_view name) {
    const std::lock_guard lock{mutex_};
    made.emplace_back(name);
  }

  template <class Forward>
  auto to_store(std::string_view name, Forward forward) -> decltype(forward()) {
    const Fate fate = fate_of(name);
    if (fate == Fate::request_lost) return fail(Errc::store_unavailable);
    auto answer = forward();
    if (fate == Fate::answer_lost) return fail(Errc::store_unavailable);
    return answer;
  }

 private:
  enum class Fate : std::uint8_t { answered, request_lost, answer_lost };

  Fate fate_of(std::string_view name) {
    const std::lock_guard lock{mutex_};
    made.emplace_back(name);
    ++stores_asked_;
    if (!down_.empty() && name.starts_with(down_)) return Fate::request_lost;
    if (first_ == 0 || stores_asked_ < first_ || stores_asked_ - first_ >= count_) return Fate::answered;
    return what_ == Lost::request ? Fate::request_lost : Fate::answer_lost;
  }

  std::mutex mutex_;
  std::string down_;
  std::size_t stores_asked_ = 0;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  Lost what_ = Lost::request;
};

/// Leads calls of a store to `Calls`, under the store's name: `accounts.insert`.
struct ToCalls {
  Calls& calls;
  std::string_view store;

  template <class Forward>
  auto operator()(std::string_view call, Forward forward) -> decltype(forward()) {
    return calls.to_store(std::string{store} + "." + std::string{call}, forward);
  }
};

class WatchedAccountStore final : public detail::InterceptedAccountStore<ToCalls> {
 public:
  explicit WatchedAccountStore(Calls& calls) : InterceptedAccountStore(memory_, calls, "accounts") {}

 private:
  MemoryAccountStore memory_;
};

class WatchedSessionStore final : public detail::InterceptedSessionStore<ToCalls> {
 public:
  explicit WatchedSessionStore(Calls& calls) : InterceptedSessionStore(memory_, calls, "sessions") {}

 private:
  MemorySessionStore memory_;
};

}  // namespace signet::test
