// Which failures are the token's own, and which leave it unknown whether it is good.
#pragma once

#include "signet/core/error.hpp"

namespace signet::inline v0::detail {

/// Whether the error says that the token is no good one. From 500 on the fault is ours: a store or a key
/// source that does not answer says nothing about a token.
inline bool is_of_token(const Error& error) noexcept { return error.http_status() < 500; }

}  // namespace signet::inline v0::detail
