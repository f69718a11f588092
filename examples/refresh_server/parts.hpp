// The refresh server's parts, opened from its options: keys, session store, gate.
#pragma once

#include <memory>
#include <vector>

#include "common/current.hpp"
#include "common/listener.hpp"
#include "common/open_login.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "refresh_server/flow_d.hpp"
#include "refresh_server/store_choice.hpp"

namespace signet::example {

/// Owns what flow D's routes borrow.
class RefreshParts {
 public:
  /// Judges the options and the keys without making or opening a store.
  static Start<Done> check(const Options& options);
  /// `logging.mode` and `logging.level`, beside what every server has.
  static Start<LogOptions> log_options(const Options& options);
  /// @return a Stop that names the option to change
  static Start<std::unique_ptr<RefreshParts>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();

 private:
  RefreshParts(const Options& options, Reports& reports)
      : options_(options), reports_(reports), log_(reports.log()) {}
  Start<Done> load_keys();
  Start<Done> open_store();
  FlowD flow_d();

  const Options& options_;
  Reports& reports_;
  Log& log_;
  bool exact_ = true;
  Current<TokensD> tokens_;
  Current<OpenLogin> gate_;
  Current<std::vector<SecretBytes>> callers_;
  std::unique_ptr<StoreD> store_;
  std::unique_ptr<SessionsD> sessions_;
};

}  // namespace signet::example
