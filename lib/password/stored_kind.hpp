// Which function a stored hash names, by its `$id$`.
#pragma once

#include <cstdint>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

enum class StoredKind : std::uint8_t { argon2, bcrypt, pbkdf2_sha256, scrypt, yescrypt };

/// @error hash_malformed    no `$id$` at the start, as in `*0`, `!`, `x` or plain text
/// @error hash_unsupported  an `$id$` of none of these: `6`, `2x`, `pbkdf2`, ...
Result<StoredKind> stored_kind(std::string_view stored) noexcept;

}  // namespace signet::inline v0::detail
