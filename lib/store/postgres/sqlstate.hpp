// What PostgreSQL's error codes mean to the caller of a store, and to the connection that got them.
#pragma once

#include <string_view>

#include "signet/core/error.hpp"

namespace signet::inline v0::detail::postgres {

struct Verdict {
  Error error;
  bool connection_usable;  ///< the statement failed and nothing else
};

/// Only the code is judged: the server's text may quote values. @see PostgreSQL's documentation, appendix A
Verdict judge(std::string_view sqlstate) noexcept;

}  // namespace signet::inline v0::detail::postgres
