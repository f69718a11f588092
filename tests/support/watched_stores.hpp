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

class WatchedAccountStore final : public AccountStore {
 public:
  explicit WatchedAccountStore(Calls& calls) : calls_(calls) {}

  Result<void> insert(const Account& account) override {
    return calls_.to_store("accounts.insert", [&] { return memory_.insert(account); });
  }
  Result<std::optional<Account>> find_by_key(std::string_view key) override {
    return calls_.to_store("accounts.find_by_key", [&] { return memory_.find_by_key(key); });
  }
  Result<std::optional<Account>> find_by_id(const Uuid& id) override {
    return calls_.to_store("accounts.find_by_id", [&] { return memory_.find_by_id(id); });
  }
  Result<void> upgrade_hash(const Uuid& id, const HashUpgrade& upgrade) override {
    return calls_.to_store("accounts.upgrade_hash", [&] { return memory_.upgrade_hash(id, upgrade); });
  }
  Result<Epoch> set_password(const Uuid& id, Epoch seen, std::string_view new_hash) override {
    return calls_.to_store("accounts.set_password", [&] { return memory_.set_password(id, seen, new_hash); });
  }
  Result<Epoch> set_locked(const Uuid& id, bool locked) override {
    return calls_.to_store("accounts.set_locked", [&] { return memory_.set_locked(id, locked); });
  }
  Result<Epoch> raise_epoch(const Uuid& id) override {
    return calls_.to_store("accounts.raise_epoch", [&] { return memory_.raise_epoch(id); });
  }
  Result<void> remove(const Uuid& id) override {
    return calls_.to_store("accounts.remove", [&] { return memory_.remove(id); });
  }
  Result<std::vector<ParameterShare>> parameter_mix() override {
    return calls_.to_store("accounts.parameter_mix", [&] { return memory_.parameter_mix(); });
  }
  Result<void> ping() override {
    return calls_.to_store("accounts.ping", [&] { return memory_.ping(); });
  }

 private:
  Calls& calls_;
  MemoryAccountStore memory_;
};

class WatchedSessionStore final : public SessionStore {
 public:
  explicit WatchedSessionStore(Calls& calls) : calls_(calls) {}

  Result<Creation> create(const NewFamily& family) override {
    return calls_.to_store("sessions.create", [&] { return memory_.create(family); });
  }
  Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) override {
    return calls_.to_store("sessions.find", [&] { return memory_.find(id, now); });
  }
  Result<RotationOutcome> rotate(const Rotation& rotation) override {
    return calls_.to_store("sessions.rotate", [&] { return memory_.rotate(rotation); });
  }
  Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                        Seconds idle) override {
    return calls_.to_store("sessions.use", [&] { return memory_.use(id, generation, now, idle); });
  }
  Result<Revocation> revoke(const FamilyId& id, NumericDate now) override {
    return calls_.to_store("sessions.revoke", [&] { return memory_.revoke(id, now); });
  }
  Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) override {
    return calls_.to_store("sessions.revoke_subject", [&] { return memory_.revoke_subject(subject, now); });
  }
  Result<void> revoke_before(NumericDate time) override {
    return calls_.to_store("sessions.revoke_before", [&] { return memory_.revoke_before(time); });
  }
  Result<void> raise_epoch(std::string_view subject, Epoch epoch) override {
    return calls_.to_store("sessions.raise_epoch", [&] { return memory_.raise_epoch(subject, epoch); });
  }
  Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) override {
    return calls_.to_store("sessions.list", [&] { return memory_.list(subject, now); });
  }
  Result<void> ping() override {
    return calls_.to_store("sessions.ping", [&] { return memory_.ping(); });
  }

 private:
  Calls& calls_;
  MemorySessionStore memory_;
};

}  // namespace signet::test
