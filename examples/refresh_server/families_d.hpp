// FamiliesD: flow D's sessions as families of any SessionStore.
#pragma once

#include <memory>
#include <utility>

#include "refresh_server/store_d.hpp"
#include "signet/core/random.hpp"

namespace signet::example {

struct FamiliesOptions {
  Seconds idle = Seconds::of(86'400);  ///< `auth.auto_logout`
  Seconds grace{};                     ///< of the predecessor of an unused refresh token, 0 .. 60 s
  OnReuse on_reuse = OnReuse::refuse;
};

/// No token and no uid is stored: a session's family follows from its tag and user. Every call makes one call
/// of the store; a rotation whose answer was lost makes it once more, as the same attempt.
class FamiliesD final : public StoreD {
 public:
  /// Both are borrowed and outlive the object.
  FamiliesD(SessionStore& store, RandomSource& random, const FamiliesOptions& options) noexcept
      : store_(store), random_(random), options_(options) {}
  /// Keeps the store; the random source is borrowed.
  FamiliesD(std::unique_ptr<SessionStore> store, RandomSource& random,
            const FamiliesOptions& options) noexcept
      : FamiliesD(*store, random, options) {
    kept_ = std::move(store);
  }

  Result<Creation> begin(const SessionD& session, NumericDate now) override;
  Result<FamilyUse> look_up(const GenerationD& shown, NumericDate now) override;
  Result<FamilyUse> use(const GenerationD& shown, NumericDate now) override;
  /// @error random_unavailable
  Result<RotationResult> rotate(const GenerationD& shown, NumericDate now) override;
  Result<Revocation> end(const SessionD& session, NumericDate now) override;
  Result<void> ping() override { return store_.ping(); }

 private:
  std::unique_ptr<SessionStore> kept_;  // null: borrowed
  SessionStore& store_;
  RandomSource& random_;
  FamiliesOptions options_;
};

}  // namespace signet::example
