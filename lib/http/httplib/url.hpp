// The parts of a URL that may be fetched.
#pragma once

#include <string>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

struct FetchUrl {
  bool tls;
  std::string host;       ///< without brackets
  std::string port;       ///< decimal, 1 .. 65535
  std::string authority;  ///< as in the Host field
  std::string target;     ///< path and query
};

/// @error option_invalid  as check_fetch_url; name "url"
Result<FetchUrl> parse_fetch_url(std::string_view url);

}  // namespace signet::inline v0::detail
