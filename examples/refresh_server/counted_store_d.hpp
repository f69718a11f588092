// A StoreD whose failed calls are counted.
#pragma once

#include <memory>
#include <utility>

#include "common/store_errors.hpp"
#include "refresh_server/store_d.hpp"

namespace signet::example {

class CountedStoreD final : public StoreD {
 public:
  CountedStoreD(std::unique_ptr<StoreD> store, const StoreErrors& errors)
      : store_(std::move(store)), errors_(errors) {}

  Result<Creation> begin(const SessionD& session, NumericDate now) override {
    return errors_("begin", [&] { return store_->begin(session, now); });
  }
  Result<FamilyUse> look_up(const GenerationD& shown, NumericDate now) override {
    return errors_("look_up", [&] { return store_->look_up(shown, now); });
  }
  Result<FamilyUse> use(const GenerationD& shown, NumericDate now) override {
    return errors_("use", [&] { return store_->use(shown, now); });
  }
  Result<RotationResult> rotate(const GenerationD& shown, NumericDate now) override {
    return errors_("rotate", [&] { return store_->rotate(shown, now); });
  }
  Result<Revocation> end(const SessionD& session, NumericDate now) override {
    return errors_("end", [&] { return store_->end(session, now); });
  }
  Result<void> ping() override {
    return errors_("ping", [&] { return store_->ping(); });
  }

 private:
  std::unique_ptr<StoreD> store_;
  StoreErrors errors_;
};

}  // namespace signet::example
