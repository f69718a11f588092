// What flow D's requests carry in their bodies, read as strictly as the documented service reads it.
#pragma once

#include <cstdint>

#include "signet/core/result.hpp"
#include "signet/http/json_body.hpp"
#include "signet/http/request.hpp"

namespace signet::example {

/// `{"user_id":1}`: any number from 0 to 2^64-1, written without sign, fraction or exponent. Members of other
/// names are skipped. Content-Type is not read.
/// @error request_malformed  not one JSON object, or a member twice
/// @error member_invalid     no such number; name "user_id"
Result<std::uint64_t> read_user_id(const Request& request);

/// `{"refresh":"…"}`, and whatever may follow that object; find it by `require("refresh")`.
/// @error request_malformed  no JSON object, a member twice, or a `refresh` of another type than string or
/// null
Result<JsonBody> read_refresh(const Request& request);

}  // namespace signet::example
