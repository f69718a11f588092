// A store that records its calls, and Accounts over it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "signet/account/accounts.hpp"
#include "signet/store/memory_account_store.hpp"
#include "store/intercepted_stores.hpp"
#include "unit/account/recording_backend.hpp"

namespace signet::test {

struct Record {
  template <class Forward>
  auto operator()(std::string_view call, Forward forward) -> decltype(forward()) {
    record(std::string{call});
    return forward();
  }
};

class RecordingStore final : public detail::InterceptedAccountStore<Record> {
 public:
  RecordingStore() : InterceptedAccountStore(under_) {}

 private:
  MemoryAccountStore under_;
};

inline constexpr Argon2Params cheap{.memory = KiB{8}, .passes = 1, .lanes = 1};
inline constexpr Argon2Params dearer{.memory = KiB{16}, .passes = 1, .lanes = 1};
inline constexpr BcryptParams bcrypt{.cost = 4};
inline constexpr Pbkdf2Params pbkdf2{.iterations = 1000};
inline constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);
inline constexpr std::string_view email = "Ann@Example.com";
inline constexpr std::string_view password = "S3cureP@ss";

inline PasswordHasher hasher_for(const HashParams& target) {
  return PasswordHasher::build({.target = target}).value();
}

inline std::unique_ptr<Accounts> accounts_over(AccountStore& store, const PasswordHasher& hasher,
                                               AccountsOptions options = {}) {
  return Accounts::build(store, hasher, system_random(), std::move(options)).value();
}

inline Result<RegisteredAccount> register_account(Accounts& accounts, std::string_view name = email) {
  auto begun = accounts.begin_registration(name, password);
  if (!begun) return begun.error();
  auto hashed = accounts.hash(std::move(*begun));
  if (!hashed) return hashed.error();
  return accounts.finish_registration(std::move(*hashed), noon);
}

inline Result<LoginOutcome> log_in(Accounts& accounts, std::string_view name, std::string_view claimed) {
  auto attempt = accounts.look_up(name, Instant{});
  if (!attempt) return attempt.error();
  auto checked = accounts.check(std::move(*attempt), claimed);
  if (!checked.has_value()) return checked.error();
  return accounts.conclude(std::move(*checked));
}

/// An observer that keeps what it is told.
struct Events {
  std::vector<Event> seen;
  Observer observer() noexcept {
    return {
        .on_event = [](void* events,
                       const Event& event) noexcept { static_cast<Events*>(events)->seen.push_back(event); },
        .context = this};
  }
};

}  // namespace signet::test
