// Opens the parts of both servers.
#include "one_process/parts.hpp"

#include <utility>

#include "auth_server/service_stores.hpp"

namespace signet::example {
namespace {

/// In this process, too, names are read by a role that sees no hash.
Start<Done> check_users_url(const Options& options) {
  const bool wanted = options.truth("demo") && options.has_secret("accounts_url");
  if (options.has_secret("demo_users_url") == wanted) return Done{};
  return Stop{exit_usage, "demo_users_url goes with demo and accounts_url, and these two need it"};
}

}  // namespace

Start<Done> BothPartsC::check(const Options& options) {
  if (auto good = check_listener(options, "resource_listen"); !good) return good.stop();
  if (auto good = check_users_url(options); !good) return good.stop();
  return PartsC::check(options);
}

Start<std::unique_ptr<BothPartsC>> BothPartsC::open(const Options& options, Reports& reports) {
  if (auto good = check_listener(options, "resource_listen"); !good) return good.stop();
  if (auto good = check_users_url(options); !good) return good.stop();
  std::unique_ptr<BothPartsC> parts{new BothPartsC};
  auto auth = PartsC::open(options, reports);
  if (!auth) return auth.stop();
  parts->auth_ = *std::move(auth);
  PostsPartsC::Demo demo;
  if (options.truth("demo")) {
    if (!options.has_secret("accounts_url")) demo.users_file = accounts_path(options);
    demo.check_login = [flow = parts->auth_->flow()](const Request& request) {
      return verify_login_c(flow, request);
    };
  }
  auto posts = PostsPartsC::open(options, reports, std::move(demo));
  if (!posts) return posts.stop();
  parts->posts_ = *std::move(posts);
  return parts;
}

std::vector<Door> BothPartsC::doors() {
  std::vector<Door> doors;
  doors.push_back({.site = auth_->site()});
  doors.push_back({.site = posts_->site(), .listen = "resource_listen"});
  return doors;
}

}  // namespace signet::example
