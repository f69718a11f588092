// Flow A's parts of the resource server: verifiers by the shared secret.
#pragma once

#include <memory>

#include "common/current.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "common/verifiers.hpp"

namespace signet::example {

/// Owns what flow A's route borrows.
class ProfilePartsA {
 public:
  static Start<Done> check(const Options& options);
  static Start<std::unique_ptr<ProfilePartsA>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();

 private:
  ProfilePartsA(const Options& options, Log& log) : options_(options), log_(log) {}
  Start<Done> load_keys();

  const Options& options_;
  Log& log_;
  Current<Verifiers> verifiers_;
};

}  // namespace signet::example
