// An account store in memory that a test can break and mend.
#pragma once

#include <atomic>

#include "signet/store/memory_account_store.hpp"

namespace signet::test {

class SwitchableAccountStore final : public AccountStore {
 public:
  std::atomic<bool> broken{false};

  Result<void> insert(const Account& account) override {
    if (broken) return down;
    return memory_.insert(account);
  }
  Result<std::optional<Account>> find_by_key(std::string_view key) override {
    if (broken) return down;
    return memory_.find_by_key(key);
  }
  Result<std::optional<Account>> find_by_id(const Uuid& id) override {
    if (broken) return down;
    return memory_.find_by_id(id);
  }
  Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override {
    if (broken) return down;
    return memory_.upgrade_hash(id, upgrade);
  }
  Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override {
    if (broken) return down;
    return memory_.set_password(id, seen, new_hash);
  }
  Result<Epoch> set_locked(const Uuid& id, bool locked) override {
    if (broken) return down;
    return memory_.set_locked(id, locked);
  }
  Result<Epoch> raise_epoch(const Uuid& id) override {
    if (broken) return down;
    return memory_.raise_epoch(id);
  }
  Result<void> remove(const Uuid& id) override {
    if (broken) return down;
    return memory_.remove(id);
  }
  Result<std::vector<ParameterShare>> parameter_mix() override {
    if (broken) return down;
    return memory_.parameter_mix();
  }
  Result<void> ping() override {
    if (broken) return down;
    return memory_.ping();
  }

 private:
  static constexpr Error down{Errc::store_unavailable};
  MemoryAccountStore memory_;
};

}  // namespace signet::test
