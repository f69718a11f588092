// Leads the calls of a store through what counts its errors.
#include "common/counted_stores.hpp"

#include <utility>

#include "store/intercepted_stores.hpp"

namespace signet::example {
namespace {

class CountedAccountStore final : public detail::InterceptedAccountStore<StoreErrors> {
 public:
  CountedAccountStore(std::unique_ptr<AccountStore> store, const StoreErrors& errors)
      : InterceptedAccountStore(*store, errors), store_(std::move(store)) {}

 private:
  std::unique_ptr<AccountStore> store_;
};

class CountedSessionStore final : public detail::InterceptedSessionStore<StoreErrors> {
 public:
  CountedSessionStore(std::unique_ptr<SessionStore> store, const StoreErrors& errors)
      : InterceptedSessionStore(*store, errors), store_(std::move(store)) {}

 private:
  std::unique_ptr<SessionStore> store_;
};

class CountedProfileStore final : public ProfileStore {
 public:
  CountedProfileStore(std::unique_ptr<ProfileStore> store, const StoreErrors& errors)
      : store_(std::move(store)), errors_(errors) {}

  Result<void> insert_if_absent(const Profile& profile) override {
    return errors_("insert_if_absent", [&] { return store_->insert_if_absent(profile); });
  }
  Result<std::optional<Profile>> find(const Uuid& id) override {
    return errors_("find", [&] { return store_->find(id); });
  }
  Result<std::optional<Profile>> replace(const Uuid& id, const std::string& name, const std::string& bio,
                                         NumericDate now) override {
    return errors_("replace", [&] { return store_->replace(id, name, bio, now); });
  }
  Result<Removal> remove(const Uuid& id, NumericDate now) override {
    return errors_("remove", [&] { return store_->remove(id, now); });
  }
  Result<ProfilePage> list(const std::optional<Uuid>& after, std::uint32_t limit) override {
    return errors_("list", [&] { return store_->list(after, limit); });
  }
  Result<void> ping() override {
    return errors_("ping", [&] { return store_->ping(); });
  }

 private:
  std::unique_ptr<ProfileStore> store_;
  StoreErrors errors_;
};

}  // namespace

std::unique_ptr<AccountStore> counted(std::unique_ptr<AccountStore> store, const StoreErrors& errors) {
  return std::make_unique<CountedAccountStore>(std::move(store), errors);
}

std::unique_ptr<SessionStore> counted(std::unique_ptr<SessionStore> store, const StoreErrors& errors) {
  return std::make_unique<CountedSessionStore>(std::move(store), errors);
}

std::unique_ptr<ProfileStore> counted(std::unique_ptr<ProfileStore> store, const StoreErrors& errors) {
  return std::make_unique<CountedProfileStore>(std::move(store), errors);
}

}  // namespace signet::example
