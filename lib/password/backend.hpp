// The seam to whatever computes argon2, bcrypt, PBKDF2, scrypt and yescrypt; one source file per backend
// implements a function each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "password/bcrypt_string.hpp"
#include "password/yescrypt_string.hpp"
#include "signet/core/result.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

/// Fills all of `tag`. The caller has judged params, salt and tag by PhcString's bounds and its ceilings.
/// Takes params.memory of memory: the calling thread's (WorkerArena), else for the time of the call. What the
/// tag is made of is wiped, after a single pass all of it.
/// @error hash_failed  no memory
/// @thread safe; all lanes are computed on the calling thread
Result<void> argon2_hash(std::string_view password, std::span<const std::byte> salt,
                         const Argon2Params& params, Argon2Version version, std::span<std::byte> tag);

/// Whether this backend computes argon2 in the calling thread's WorkerArena.
bool argon2_takes_arena() noexcept;

inline constexpr std::size_t bcrypt_max_password = 72;  ///< bytes; bcrypt reads no more

/// bcrypt as `$2b$` means it. `password` has at most 72 bytes, none of them NUL; cost is 4 .. 31.
/// @error hash_failed  libxcrypt refused, where it is the backend
/// @thread safe
Result<void> bcrypt(std::string_view password, const BcryptSalt& salt, std::uint32_t cost,
                    BcryptDigest& digest);

/// How many passwords of one cost bcrypt_group() may compute in this backend's place; 1: none but one.
/// @thread safe
std::size_t bcrypt_width() noexcept;

/// PBKDF2-HMAC-SHA-256. Fills all of `tag`, of 1 .. 32 bytes; the iterations have been judged.
/// @error hash_failed  OpenSSL refused, where it is the backend
/// @thread safe
Result<void> pbkdf2(std::string_view password, std::span<const std::byte> salt, const Pbkdf2Params& params,
                    std::span<std::byte> tag);

/// scrypt. Fills all of `tag`; the parameters have been judged by scrypt_fault and the ceilings.
/// @error hash_failed  no memory
/// @thread safe
Result<void> scrypt(std::string_view password, std::span<const std::byte> salt, const ScryptParams& params,
                    std::span<std::byte> tag);

/// Whether this build has yescrypt.
bool has_yescrypt() noexcept;

inline constexpr std::size_t yescrypt_max_password = 511;  ///< bytes; libxcrypt takes no more

/// yescrypt by the parameters and salt of `stored`. Fills all of `tag`, of 32 bytes; `password` has no NUL.
/// @error hash_failed       no memory
/// @error hash_unsupported  not has_yescrypt()
/// @thread safe
Result<void> yescrypt(std::string_view password, const YescryptString& stored, std::span<std::byte> tag);

/// How many passwords pbkdf2_sha256() may compute in this backend's place; 1: none but one.
/// @thread safe
std::size_t pbkdf2_width() noexcept;

}  // namespace signet::inline v0::detail
