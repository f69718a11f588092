// FailingSessionStore: a store over another one that does not answer its n-th call.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "conformance/break.hpp"
#include "signet/session/session_store.hpp"

namespace signet::test {

class FailingSessionStore final : public SessionStore {
 public:
  /// Calls count from 1; 0: none fails.
  FailingSessionStore(SessionStore& under, std::uint64_t failing_call, Break where)
      : under_(under), failing_call_(failing_call), where_(where) {}

  /// Whether the failing call was reached.
  bool failed() const noexcept { return failing_call_ != 0 && calls_ >= failing_call_; }

  Result<Creation> create(const NewFamily& family) override {
    return call([&] { return under_.create(family); });
  }
  Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) override {
    return call([&] { return under_.find(id, now); });
  }
  Result<RotationOutcome> rotate(const Rotation& rotation) override {
    return call([&] { return under_.rotate(rotation); });
  }
  Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                        Seconds idle) override {
    return call([&] { return under_.use(id, generation, now, idle); });
  }
  Result<Revocation> revoke(const FamilyId& id, NumericDate now) override {
    return call([&] { return under_.revoke(id, now); });
  }
  Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) override {
    return call([&] { return under_.revoke_subject(subject, now); });
  }
  Result<void> revoke_before(NumericDate time) override {
    return call([&] { return under_.revoke_before(time); });
  }
  Result<void> raise_epoch(std::string_view subject, Epoch epoch) override {
    return call([&] { return under_.raise_epoch(subject, epoch); });
  }
  Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) override {
    return call([&] { return under_.list(subject, now); });
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

  SessionStore& under_;
  std::uint64_t failing_call_;
  Break where_;
  std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace signet::test
