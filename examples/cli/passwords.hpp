// Passwords of the signet command: typed without echo or read from standard input, and what hashes them.
#pragma once

#include <cstddef>
#include <string_view>

#include "args.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet_cli {

inline constexpr std::size_t password_limit = 4096;  // bytes; PasswordHasherOptions allows no more

/// A line from the terminal, which shows nothing of it. Throws InputError.
signet::SecretBytes typed_password(std::string_view prompt);

/// The whole of standard input; one newline at its end is not part of it. Throws InputError.
signet::SecretBytes piped_password();

/// The password of an account: typed twice on a terminal, else the one line of standard input.
/// Throws InputError.
signet::SecretBytes new_password();

std::string_view without_newline(std::string_view text);

/// By --preset, else `default`. Throws UsageError.
signet::HashParams preset_of(const Args& args);

/// Throws InputError.
signet::PasswordHasher hasher_of(const signet::PasswordHasherOptions& options);

}  // namespace signet_cli
