// The request id: taken from the caller when it is harmless, else made.
#pragma once

#include <string>

#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

/// The one X-Request-Id of the request if it is 1 to 64 characters of `[A-Za-z0-9._-]`, else a fresh UUID.
/// @error random_unavailable
[[nodiscard]] Result<std::string> request_id_of(const HeaderFields& headers, RandomSource& random);

}  // namespace signet::inline v0
