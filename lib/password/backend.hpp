// The seam to whatever computes argon2id, bcrypt and PBKDF2; one source file per backend implements a
// function each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "password/bcrypt_string.hpp"
#include "signet/core/result.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

/// Fills all of `tag`. The caller has judged params, salt and tag by PhcString's bounds and its ceilings.
/// Takes params.memory of memory: the calling thread's (WorkerArena), else for the time of the call. What the
/// tag is made of is wiped, after a single pass all of it.
/// @error hash_failed  no memory
/// @thread safe; all lanes are computed on the calling thread
Result<void> argon2id(std::string_view password, std::span<const std::byte> salt, const Argon2Params& params,
                      Argon2Version version, std::span<std::byte> tag);

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
/// @thread safe
void pbkdf2(std::string_view password, std::span<const std::byte> salt, const Pbkdf2Params& params,
            std::span<std::byte> tag) noexcept;

/// How many passwords pbkdf2_sha256() may compute in this backend's place; 1: none but one.
/// @thread safe
std::size_t pbkdf2_width() noexcept;

}  // namespace signet::inline v0::detail
