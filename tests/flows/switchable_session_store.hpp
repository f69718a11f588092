// A session store in memory that a test can break and mend.
#pragma once

#include <atomic>

#include "signet/store/memory_session_store.hpp"

namespace signet::test {

class SwitchableSessionStore final : public SessionStore {
 public:
  std::atomic<bool> broken{false};
  std::atomic<int> calls{0};

  Result<Creation> create(const NewFamily& family) override {
    return call([&] { return memory_.create(family); });
  }
  Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) override {
    return call([&] { return memory_.find(id, now); });
  }
  Result<RotationOutcome> rotate(const Rotation& rotation) override {
    return call([&] { return memory_.rotate(rotation); });
  }
  Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                        Seconds idle) override {
    return call([&] { return memory_.use(id, generation, now, idle); });
  }
  Result<Revocation> revoke(const FamilyId& id, NumericDate now) override {
    return call([&] { return memory_.revoke(id, now); });
  }
  Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) override {
    return call([&] { return memory_.revoke_subject(subject, now); });
  }
  Result<void> revoke_before(NumericDate time) override {
    return call([&] { return memory_.revoke_before(time); });
  }
  Result<void> raise_epoch(std::string_view subject, Epoch epoch) override {
    return call([&] { return memory_.raise_epoch(subject, epoch); });
  }
  Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) override {
    return call([&] { return memory_.list(subject, now); });
  }
  Result<void> ping() override {
    return call([&] { return memory_.ping(); });
  }

 private:
  template <class Call>
  auto call(Call&& asked) -> decltype(asked()) {
    ++calls;
    if (broken) return fail(Errc::store_unavailable);
    return asked();
  }

  MemorySessionStore memory_;
};

}  // namespace signet::test
