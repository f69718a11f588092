// MemoryAccountStore: accounts of one realm in this process, for tests and demonstrations; gone with it.
#pragma once

#include <memory>

#include "signet/account/account_store.hpp"

namespace signet::inline v0 {

/// Accounts in memory. Never unavailable.
class MemoryAccountStore final : public AccountStore {
 public:
  MemoryAccountStore();
  ~MemoryAccountStore() override;

  [[nodiscard]] Result<void> insert(const Account& account) override;
  [[nodiscard]] Result<void> insert_within(const Account& account, std::uint64_t most) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_key(std::string_view key) override;
  [[nodiscard]] Result<std::optional<Account>> find_by_id(const Uuid& id) override;
  [[nodiscard]] Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override;
  [[nodiscard]] Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override;
  [[nodiscard]] Result<Epoch> set_locked(const Uuid& id, bool locked) override;
  [[nodiscard]] Result<Epoch> raise_epoch(const Uuid& id) override;
  [[nodiscard]] Result<void> remove(const Uuid& id) override;
  [[nodiscard]] Result<std::vector<ParameterShare>> parameter_mix() override;
  [[nodiscard]] Result<void> ping() override;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace signet::inline v0
