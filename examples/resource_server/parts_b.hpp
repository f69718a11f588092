// Flow B's parts of the resource server, opened from its options: profiles and trusted keys.
#pragma once

#include <memory>

#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/profiles.hpp"
#include "common/reports.hpp"
#include "common/trusted_keys.hpp"

namespace signet::example {

/// Owns what flow B's routes borrow.
class UsersPartsB {
 public:
  /// Judges the options without making anything.
  static Start<Done> check(const Options& options);
  static Start<std::unique_ptr<UsersPartsB>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();

 private:
  explicit UsersPartsB(const Options& options) : options_(options) {}

  const Options& options_;
  std::unique_ptr<TrustedKeys> keys_;
  std::unique_ptr<ProfileStore> profiles_;
};

}  // namespace signet::example
