// Matching a path, segment by segment, and telling 404 from 405.
#include "signet/http/router.hpp"

#include <algorithm>
#include <utility>

namespace signet::inline v0 {
namespace {

using Params = std::vector<std::pair<std::string, std::string>>;

// The text up to the next '/', taken off `rest` together with the slash before it.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, Params& params) {
  params.clear();
  while (!pattern.empty() && !path.empty()) {
    const auto expected = next_segment(pattern);
    const auto segment = next_segment(path);
    if (expected.starts_with(':')) {
      if (segment.empty()) return false;
      params.emplace_back(expected.substr(1), segment);
    } else if (expected != segment) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

void list_method(std::string& allow, std::string_view method) {
  if (!allow.empty()) allow += ", ";
  allow += method;
  if (method == "GET") allow += ", HEAD";
}

}  // namespace

std::string_view known_method(std::string_view method) noexcept {
  const auto it = std::ranges::find(known_methods, method);
  return it == known_methods.end() ? "-" : *it;
}

Router& Router::add(std::string method, std::string pattern, RouteCost cost, Handler handler) {
  return add(std::move(method), std::move(pattern), RouteRules{.cost = cost}, std::move(handler));
}

Router& Router::add(std::string method, std::string pattern, RouteRules rules, Handler handler) {
  routes_.push_back({std::move(method), std::move(pattern), std::move(rules), std::move(handler)});
  return *this;
}

Router& Router::otherwise(ErrorRenderer errors) {
  otherwise_ = std::move(errors);
  return *this;
}

const ErrorRenderer* Router::given(const ErrorRenderer& errors) noexcept {
  return errors ? &errors : nullptr;
}

std::vector<std::string_view> Router::patterns() const& {
  std::vector<std::string_view> all;
  for (const Route& route : routes_) {
    if (std::ranges::find(all, route.pattern) == all.end()) all.emplace_back(route.pattern);
  }
  return all;
}

Router::Match Router::route(Request& request) const {
  Match match;
  match.errors = given(otherwise_);
  const bool known = known_method(request.method) != "-";
  if (!known) match.refusal = Errc::not_implemented;
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view{request.method};
  if (!request.path.starts_with('/')) return match;
  Params params;
  for (const Route& route : routes_) {
    if (!matches(route.pattern, request.path, params)) continue;
    if (match.pattern.empty()) {
      match.pattern = route.pattern;
      match.errors = given(route.rules.errors);
    }
    if (route.method == method) {
      request.path_params = std::move(params);
      return {.handler = &route.handler,
              .cost = route.rules.cost,
              .pattern = route.pattern,
              .refusal = {},
              .allow = {},
              .errors = given(route.rules.errors)};
    }
    if (known) match.refusal = Errc::method_not_allowed;
    list_method(match.allow, route.method);
  }
  return match;
}

}  // namespace signet::inline v0
