// Flow D: /ping, /login, /refresh, /authenticate and /logout of the documented JWT service.
#pragma once

#include <functional>
#include <string_view>

#include "common/open_login.hpp"
#include "refresh_server/sessions_d.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

/// What the routes use; borrowed, and outlives the router.
struct FlowD {
  SessionsD& sessions;
  const Current<OpenLogin>& gate;
  bool exact = true;                 ///< documented statuses and texts; else RFC 6750 and RFC 9457
  std::function<NumericDate()> now;  ///< the clock
  /// Told why a request failed, since the documented texts do not say. Null: nobody is.
  std::function<void(std::string_view path, const Error& error)> explain{};
};

/// Adds the five routes.
void add_flow_d(Router& router, const FlowD& flow);

}  // namespace signet::example
