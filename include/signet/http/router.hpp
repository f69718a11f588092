// Router: exact paths with `:name` segments to handlers, each with the cost class that decides where it runs.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// What a route costs; how its isolation is kept (lib/DESIGN.md, "Cost classes").
enum class RouteCost : std::uint8_t {
  inline_,  ///< tens of microseconds, no input or output: token validation, probes, JWKS
  io,       ///< asks a store
  cpu,      ///< hashes a password
};

/// A route's own work. An Error is rendered by the route's ErrorRenderer.
/// @thread called from any number of threads at once
using Handler = std::function<Result<Response>(const Request&)>;

/// Makes the answer of an error, for routes whose contract has another form than problem+json: those of the
/// handler, and those met before it (admission, a wrong method, two Authorization fields, a malformed
/// X-Forwarded-For). Not of bytes that could not be read as a request.
/// @thread called from any number of threads at once
using ErrorRenderer = std::function<Response(const Error&, const Request&)>;

/// What holds for a route beside its handler.
struct RouteRules {
  RouteCost cost = RouteCost::inline_;
  ErrorRenderer errors{};  ///< null: problem+json, and a challenge where one is due
};

/// Finds the handler of a request. Paths match byte for byte and undecoded, so that `//`, `%2e`, `;x` or
/// another case never reach a handler by a second spelling.
/// @thread immutable once serving: route may be called from any number of threads at once
class Router {
 public:
  /// `pattern` begins with `/`; a segment `:id` matches any one non-empty segment and becomes a path
  /// parameter. Patterns are tried in the order they were added.
  Router& add(std::string method, std::string pattern, RouteCost cost, Handler handler);
  Router& add(std::string method, std::string pattern, RouteRules rules, Handler handler);
  /// Makes the answers for paths that no route has, in place of problem+json.
  Router& otherwise(ErrorRenderer errors);

  /// Every pattern once, in the order they were added. Views into *this.
  std::vector<std::string_view> patterns() const&;
  std::vector<std::string_view> patterns() const&& = delete;

  /// What a request falls on.
  struct Match {
    const Handler* handler = nullptr;  ///< null: answer with `refusal`; borrowed from the Router
    RouteCost cost = RouteCost::inline_;
    std::string_view pattern;  ///< for logs and metrics, never the path; empty when none fits; borrowed
    Errc refusal =
        Errc::not_found;  ///< not_found, method_not_allowed, or not_implemented for a strange method
    std::string allow;    ///< the methods that the path takes, for the Allow field of a 405
    /// Of the route, of the first one of the path where the method fits none, or the one for paths that no
    /// route has; null: problem+json. Borrowed.
    const ErrorRenderer* errors = nullptr;
  };
  /// Fills request.path_params. HEAD falls on GET.
  Match route(Request& request) const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    RouteRules rules;
    Handler handler;
  };
  static const ErrorRenderer* given(const ErrorRenderer& errors) noexcept;

  std::vector<Route> routes_;
  ErrorRenderer otherwise_;
};

/// The methods of RFC 9110 §9 and 5789.
inline constexpr std::array<std::string_view, 9> known_methods{
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

/// The method as one of them; `-` for any other, so that logs show no outside text.
std::string_view known_method(std::string_view method) noexcept;

}  // namespace signet::inline v0
