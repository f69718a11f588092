// The documented failures of flow D: which status and text an error has on which path.
#pragma once

#include <string_view>

#include "signet/http/router.hpp"

namespace signet::example {

/// Renders the errors of the documented path `path`, a literal: text/plain, one line. What the contract does
/// not know (the gate of open logins, a full server, framing) keeps this project's form, problem+json.
ErrorRenderer documented_errors(std::string_view path);

/// `404 page not found`, for paths that nobody documented.
Response undocumented_path(const Error& error, const Request& request);

}  // namespace signet::example
