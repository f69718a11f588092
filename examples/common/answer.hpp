// From what a route returns to what HTTP says: errors become problem+json, with a challenge where one is due.
#pragma once

#include <functional>
#include <string>

#include "signet/core/result.hpp"
#include "signet/http/router.hpp"

namespace signet::example {

using Route = std::function<Result<Response>(const Request&)>;

/// A handler that answers with the route's response, or with its error.
/// @param realm  of WWW-Authenticate
Handler answering(std::string realm, Route route);

/// A JSON answer that no cache may keep.
Response private_json(std::uint16_t status, std::string body);

}  // namespace signet::example
