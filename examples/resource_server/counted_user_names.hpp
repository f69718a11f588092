// UserNames whose failed calls are counted.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/store_errors.hpp"
#include "resource_server/user_names.hpp"

namespace signet::example {

class CountedUserNames final : public UserNames {
 public:
  CountedUserNames(std::unique_ptr<UserNames> names, const StoreErrors& errors)
      : names_(std::move(names)), errors_(errors) {}

  Result<std::vector<std::string>> list(std::uint32_t limit) override {
    return errors_("list", [&] { return names_->list(limit); });
  }
  Result<void> ping() override {
    return errors_("ping", [&] { return names_->ping(); });
  }

 private:
  std::unique_ptr<UserNames> names_;
  StoreErrors errors_;
};

}  // namespace signet::example
