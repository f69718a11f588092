// Renders results of routes.
#include "common/answer.hpp"

#include <utility>

#include "signet/http/challenge.hpp"
#include "signet/http/problem.hpp"

namespace signet::example {

Handler answering(std::string realm, Route route) {
  return [realm = std::move(realm), route = std::move(route)](const Request& request) {
    auto answer = route(request);
    if (answer) return *std::move(answer);
    Response response = problem(answer.error(), request.request_id);
    add_challenge(response, answer.error(), realm);
    return response;
  };
}

Response private_json(std::uint16_t status, std::string body) {
  Response response = Response::json(status, std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace signet::example
