// FailingAccountStore: a store over another one that does not answer its n-th call.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "signet/account/account_store.hpp"

namespace signet::test {

/// Where the n-th call breaks off.
enum class Break : std::uint8_t {
  before,  ///< nothing was done
  after,   ///< it was done, and the answer is lost
};

class FailingAccountStore final : public AccountStore {
 public:
  /// Calls count from 1; 0: none fails.
  FailingAccountStore(AccountStore& under, std::uint64_t failing_call, Break where)
      : under_(under), failing_call_(failing_call), where_(where) {}

  /// Whether the failing call was reached.
  bool failed() const noexcept { return failing_call_ != 0 && calls_ >= failing_call_; }

  Result<void> insert(const Account& account) override {
    return call([&] { return under_.insert(account); });
  }
  Result<std::optional<Account>> find_by_key(std::string_view key) override {
    return call([&] { return under_.find_by_key(key); });
  }
  Result<std::optional<Account>> find_by_id(const Uuid& id) override {
    return call([&] { return under_.find_by_id(id); });
  }
  Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override {
    return call([&] { return under_.upgrade_hash(id, upgrade); });
  }
  Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override {
    return call([&] { return under_.set_password(id, seen, new_hash); });
  }
  Result<Epoch> set_locked(const Uuid& id, bool locked) override {
    return call([&] { return under_.set_locked(id, locked); });
  }
  Result<Epoch> raise_epoch(const Uuid& id) override {
    return call([&] { return under_.raise_epoch(id); });
  }
  Result<void> remove(const Uuid& id) override {
    return call([&] { return under_.remove(id); });
  }
  Result<std::vector<ParameterShare>> parameter_mix() override {
    return call([&] { return under_.parameter_mix(); });
  }
  Result<void> ping() override {
    return call([&] { return under_.ping(); });
  }

 private:
  template <class Call>
  auto call(Call forward) -> decltype(forward()) {
    const bool fails = ++calls_ == failing_call_;
    if (fails && where_ == Break::before) return fail(Errc::store_unavailable);
    auto answer = forward();
    if (fails) return fail(Errc::store_unavailable);
    return answer;
  }

  AccountStore& under_;
  std::uint64_t failing_call_;
  Break where_;
  std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace signet::test
