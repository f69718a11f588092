// Stores with every call led through one interceptor, which counts calls, records them or breaks them off.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/account/account_store.hpp"
#include "signet/session/session_store.hpp"

namespace signet::inline v0::detail {

/// `Intercept` is called as `intercept(name_of_the_call, forward)` and returns what forward() does, or an
/// error.
template <class Intercept>
class InterceptedAccountStore : public AccountStore {
 public:
  template <class... Arguments>
  explicit InterceptedAccountStore(AccountStore& under, Arguments&&... arguments)
      : intercept{std::forward<Arguments>(arguments)...}, under_(under) {}

  Intercept intercept;

  Result<void> insert(const Account& account) override {
    return intercept("insert", [&] { return under_.insert(account); });
  }
  Result<void> insert_within(const Account& account, std::uint64_t most) override {
    return intercept("insert_within", [&] { return under_.insert_within(account, most); });
  }
  Result<std::optional<Account>> find_by_key(std::string_view key) override {
    return intercept("find_by_key", [&] { return under_.find_by_key(key); });
  }
  Result<std::optional<Account>> find_by_id(const Uuid& id) override {
    return intercept("find_by_id", [&] { return under_.find_by_id(id); });
  }
  Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override {
    return intercept("upgrade_hash", [&] { return under_.upgrade_hash(id, upgrade); });
  }
  Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override {
    return intercept("set_password", [&] { return under_.set_password(id, seen, new_hash); });
  }
  Result<Epoch> set_locked(const Uuid& id, bool locked) override {
    return intercept("set_locked", [&] { return under_.set_locked(id, locked); });
  }
  Result<Epoch> raise_epoch(const Uuid& id) override {
    return intercept("raise_epoch", [&] { return under_.raise_epoch(id); });
  }
  Result<void> remove(const Uuid& id) override {
    return intercept("remove", [&] { return under_.remove(id); });
  }
  Result<std::vector<ParameterShare>> parameter_mix() override {
    return intercept("parameter_mix", [&] { return under_.parameter_mix(); });
  }
  Result<void> ping() override {
    return intercept("ping", [&] { return under_.ping(); });
  }

 private:
  AccountStore& under_;
};

/// The same for sessions.
template <class Intercept>
class InterceptedSessionStore : public SessionStore {
 public:
  template <class... Arguments>
  explicit InterceptedSessionStore(SessionStore& under, Arguments&&... arguments)
      : intercept{std::forward<Arguments>(arguments)...}, under_(under) {}

  Intercept intercept;

  Result<Creation> create(const NewFamily& family) override {
    return intercept("create", [&] { return under_.create(family); });
  }
  Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) override {
    return intercept("find", [&] { return under_.find(id, now); });
  }
  Result<RotationOutcome> rotate(const Rotation& rotation) override {
    return intercept("rotate", [&] { return under_.rotate(rotation); });
  }
  Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                        Seconds idle) override {
    return intercept("use", [&] { return under_.use(id, generation, now, idle); });
  }
  Result<Revocation> revoke(const FamilyId& id, NumericDate now) override {
    return intercept("revoke", [&] { return under_.revoke(id, now); });
  }
  Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) override {
    return intercept("revoke_subject", [&] { return under_.revoke_subject(subject, now); });
  }
  Result<void> revoke_before(NumericDate time) override {
    return intercept("revoke_before", [&] { return under_.revoke_before(time); });
  }
  Result<void> raise_epoch(std::string_view subject, Epoch epoch) override {
    return intercept("raise_epoch", [&] { return under_.raise_epoch(subject, epoch); });
  }
  Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) override {
    return intercept("list", [&] { return under_.list(subject, now); });
  }
  Result<void> ping() override {
    return intercept("ping", [&] { return under_.ping(); });
  }

 private:
  SessionStore& under_;
};

}  // namespace signet::inline v0::detail
