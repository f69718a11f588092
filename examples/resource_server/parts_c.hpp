// Flow C's parts of the resource server: verifiers of access tokens, and what demos add to them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/current.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"
#include "common/verifiers.hpp"
#include "resource_server/user_names.hpp"
#include "signet/http/request.hpp"

namespace signet::example {

/// `demo_users_file`, `demo_users_url`, `demo_login_url` and `demo_login_ca_file`, of flow C.
std::vector<Option> demo_options_c();

/// Owns what flow C's routes borrow.
class PostsPartsC {
 public:
  /// What is served in demos only; empty members are not.
  struct Demo {
    /// auth_server's accounts, for GET /users, unless there is a `demo_users_url`.
    std::string users_file{};
    std::function<Result<void>(const Request&)> check_login{};  ///< for POST /login
  };
  static Start<Done> check(const Options& options);
  /// With the demo that the options ask for.
  static Start<std::unique_ptr<PostsPartsC>> open(const Options& options, Reports& reports);
  static Start<std::unique_ptr<PostsPartsC>> open(const Options& options, Reports& reports, Demo demo);

  /// What is served; borrows these parts.
  Site site();

 private:
  PostsPartsC(const Options& options, Reports& reports)
      : options_(options), reports_(reports), log_(reports.log()) {}
  Start<Done> load_keys();
  Start<Done> open_demo(Demo demo);

  const Options& options_;
  Reports& reports_;
  Log& log_;
  bool exact_ = true;
  Current<Verifiers> verifiers_;
  std::unique_ptr<UserNames> names_;
  std::function<Result<void>(const Request&)> check_login_;
};

}  // namespace signet::example
