// What the URLs of databases have in common (RFC 3986), read strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

/// Percent-decodes (§2.1). nullopt: malformed, what a URL reserves stands as it is, or a NUL, which would end
/// a text early.
std::optional<std::string> percent_decoded(std::string_view text);

/// The same of a parameter's value: a file's path as often as not, so slashes and colons stand as they are.
std::optional<std::string> percent_decoded_value(std::string_view text);

/// What is before the first `mark`, which is taken off `text` too; all of it where there is none.
std::string_view take_until(std::string_view& text, char mark);

/// Who connects, and where to.
struct Authority {
  std::string user;
  SecretBytes password;  ///< empty: none
  std::string host;      ///< a name or an address; empty: none is named
  std::uint16_t port = 0;
};

/// `user`, or `user:password`. @error option_invalid  named url.user or url.password
Result<void> read_user(std::string_view text, Authority& authority);
/// May be empty. @error option_invalid  named url.password
Result<void> read_password(std::string_view text, Authority& authority);

/// `name`, `name:port`, `[address]:port`, or nothing. Without a port it is left as it was.
/// @error option_invalid  named url.host or url.port
Result<void> read_host(std::string_view text, Authority& authority);

}  // namespace signet::inline v0::detail
