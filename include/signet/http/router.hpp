// Router: exact paths with `:name` segments to handlers, each with the cost class that decides where it may
// run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// What a route costs; how its isolation is kept (lib/DESIGN.md, "Cost classes").
enum class RouteCost : std::uint8_t {
  inline_,  ///< tens of microseconds, no input or output: token validation, probes, JWKS
  io,       ///< asks a store
  cpu,      ///< hashes a password
};

using Handler = std::function<Response(const Request&)>;

/// Immutable once serving. @thread route may be called from any number of threads at once
class Router {
 public:
  /// `pattern` begins with `/`; a segment `:id` matches any one non-empty segment and becomes a path
  /// parameter.
  Router& add(std::string method, std::string pattern, RouteCost cost, Handler handler);

  /// The route a request falls on. `pattern` (for logs and metrics, never the path) is empty when none does.
  struct Match {
    const Handler* handler = nullptr;  ///< null: answer with `refusal`
    RouteCost cost = RouteCost::inline_;
    std::string_view pattern;
    Response refusal;  ///< 404, or 405 with Allow
  };
  /// Fills request.path_params. HEAD falls on GET.
  Match route(Request& request) const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    RouteCost cost;
    Handler handler;
  };
  std::vector<Route> routes_;
};

}  // namespace signet::inline v0
