// Which function a stored hash names, by its `$id$`.
#pragma once

#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

enum class StoredKind : std::uint8_t { argon2id, bcrypt, pbkdf2_sha256 };

/// @error hash_malformed    no `$id$` at the start, as in `*0`, `!`, `x` or plain text
/// @error hash_unsupported  an `$id$` that is not argon2id, pbkdf2-sha256, 2a, 2b or 2y
Result<StoredKind> stored_kind(std::string_view stored) noexcept;

}  // namespace signet::inline v0::detail
