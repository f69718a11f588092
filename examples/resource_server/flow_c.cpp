// Posts, names and the demo login as flow C documents them.
#include "resource_server/flow_c.hpp"

#include <utility>

#include "common/answer.hpp"
#include "common/flow_c.hpp"
#include "signet/http/bearer.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::uint32_t most_names = 1000;

Result<Response> get_posts(const PostsFlowC& flow, const Request& request) {
  const auto text = bearer_token(request.headers);
  if (!text) return text.error();
  const auto token = flow.verify(*text);
  if (!token) return token.error();
  Response response{.status = 200, .headers = {}, .body = "<h1>Welcome</h1>"};
  response.headers.add("Content-Type", "text/html; charset=utf-8").add("Cache-Control", "no-store");
  return response;
}

Result<Response> get_users(const PostsFlowC& flow, const Request& /*request*/) {
  const auto names = flow.names->list(most_names);
  if (!names) return names.error();
  std::string body;
  JsonWriter json{body};
  json.begin_array();
  for (const std::string& name : *names) json.begin_object().key("username").string(name).end_object();
  json.end_array();
  return private_json(200, std::move(body));
}

Result<Response> log_in(const PostsFlowC& flow, const Request& request) {
  if (const auto right = flow.check_login(request); !right) return right.error();
  return private_json(200, R"({"message":"Login successful"})");
}

}  // namespace

void add_flow_c(Router& router, const PostsFlowC& flow) {
  const auto add = [&](const char* method, const char* path, RouteCost cost,
                       Result<Response> (*route)(const PostsFlowC&, const Request&)) {
    router.add(method, path,
               {.cost = cost, .errors = flow.exact ? documented_errors_c(path, flow.realm) : nullptr},
               [flow, route](const Request& request) { return route(flow, request); });
  };
  add("GET", "/posts", RouteCost::inline_, get_posts);
  if (flow.names != nullptr) add("GET", "/users", RouteCost::io, get_users);
  if (flow.check_login) add("POST", "/login", RouteCost::io, log_in);
}

}  // namespace signet::example
