// Opens the parts of both servers.
#include "one_process/parts.hpp"

#include <utility>

#include "auth_server/database_path.hpp"

namespace signet::example {

Start<Done> BothPartsC::check(const Options& options) {
  if (auto good = check_listener(options, "resource_listen"); !good) return good.stop();
  return PartsC::check(options);
}

Start<std::unique_ptr<BothPartsC>> BothPartsC::open(const Options& options, Log& log) {
  if (auto good = check_listener(options, "resource_listen"); !good) return good.stop();
  std::unique_ptr<BothPartsC> parts{new BothPartsC};
  auto auth = PartsC::open(options, log);
  if (!auth) return auth.stop();
  parts->auth_ = *std::move(auth);
  PostsPartsC::Demo demo;
  if (options.truth("demo")) {
    demo.users_file = database_path(options);
    demo.check_login = [flow = parts->auth_->flow()](const Request& request) {
      return verify_login_c(flow, request);
    };
  }
  auto posts = PostsPartsC::open(options, log, std::move(demo));
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
