// Accounts in this process: two maps under one lock.
#include "signet/store/memory_account_store.hpp"

#include <map>
#include <mutex>
#include <string>

#include "store/parameter_mix.hpp"

namespace signet::inline v0 {

struct MemoryAccountStore::Tables {
  std::mutex mutex;
  std::map<Uuid, Account> by_id;
  std::map<std::string, Uuid, std::less<>> id_by_key;

  /// The mutex is held.
  Result<void> insert(const Account& account) {
    if (id_by_key.contains(account.key)) return fail(Errc::account_exists);
    if (!by_id.try_emplace(account.id, account).second) return fail(Errc::account_exists);
    id_by_key.emplace(account.key, account.id);
    return {};
  }

  void remove(const Account& account) {
    id_by_key.erase(account.key);
    by_id.erase(Uuid{account.id});  // a copy: `account` may be the one that goes
  }

  /// Null: there is none. Valid while the mutex is held.
  Account* find(const Uuid& id) {
    const auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : &found->second;
  }
};

MemoryAccountStore::MemoryAccountStore() : tables_(std::make_unique<Tables>()) {}
MemoryAccountStore::~MemoryAccountStore() = default;

Result<void> MemoryAccountStore::insert(const Account& account) {
  const std::scoped_lock lock(tables_->mutex);
  return tables_->insert(account);
}

Result<void> MemoryAccountStore::insert_within(const Account& account, std::uint64_t most) {
  const std::scoped_lock lock(tables_->mutex);
  if (const auto added = tables_->insert(account); !added) return added;
  if (tables_->by_id.size() <= most) return {};
  tables_->remove(account);
  return fail(Errc::accounts_full);
}

Result<std::optional<Account>> MemoryAccountStore::find_by_key(std::string_view key) {
  const std::scoped_lock lock(tables_->mutex);
  const auto id = tables_->id_by_key.find(key);
  if (id == tables_->id_by_key.end()) return std::optional<Account>{};
  return std::optional{*tables_->find(id->second)};
}

Result<std::optional<Account>> MemoryAccountStore::find_by_id(const Uuid& id) {
  const std::scoped_lock lock(tables_->mutex);
  const Account* account = tables_->find(id);
  return account == nullptr ? std::optional<Account>{} : std::optional{*account};
}

Result<void> MemoryAccountStore::upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) {
  const std::scoped_lock lock(tables_->mutex);
  Account* account = tables_->find(id);
  if (account == nullptr || account->password_hash != upgrade.from) return fail(Errc::account_changed);
  account->password_hash = upgrade.to;
  return {};
}

Result<Epoch> MemoryAccountStore::set_password(const Uuid& id, Epoch seen, std::string_view new_hash) {
  const std::scoped_lock lock(tables_->mutex);
  Account* account = tables_->find(id);
  if (account == nullptr || account->epoch != seen) return fail(Errc::account_changed);
  account->password_hash = new_hash;
  ++account->epoch.count;
  return account->epoch;
}

Result<Epoch> MemoryAccountStore::set_locked(const Uuid& id, bool locked) {
  const std::scoped_lock lock(tables_->mutex);
  Account* account = tables_->find(id);
  if (account == nullptr) return fail(Errc::account_changed);
  account->locked = locked;
  ++account->epoch.count;
  return account->epoch;
}

Result<Epoch> MemoryAccountStore::raise_epoch(const Uuid& id) {
  const std::scoped_lock lock(tables_->mutex);
  Account* account = tables_->find(id);
  if (account == nullptr) return fail(Errc::account_changed);
  ++account->epoch.count;
  return account->epoch;
}

Result<void> MemoryAccountStore::remove(const Uuid& id) {
  const std::scoped_lock lock(tables_->mutex);
  const Account* account = tables_->find(id);
  if (account == nullptr) return fail(Errc::account_changed);
  tables_->remove(*account);
  return {};
}

Result<std::vector<ParameterShare>> MemoryAccountStore::parameter_mix() {
  detail::ParameterMix mix;
  const std::scoped_lock lock(tables_->mutex);
  for (const auto& [id, account] : tables_->by_id) mix.add(account.password_hash);
  return std::move(mix).take();
}

Result<void> MemoryAccountStore::ping() { return {}; }

}  // namespace signet::inline v0
