// The password hashes that are measured: of other libraries, called as a C++ program would, and verified by
// signet.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "signet/password/params.hpp"

namespace signet_bench {

/// What every hash of the benchmarks is of.
inline constexpr std::string_view password = "correct horse battery staple";
inline constexpr std::string_view salt = "sixteen bytes of";

using Tag = std::array<std::byte, 32>;

/// Each ends the program where the library fails.
Tag by_libargon2(const signet::Argon2Params& params);
Tag by_libsodium(const signet::Argon2Params& params);  ///< of one lane, which is all it has
Tag by_openssl(const signet::Pbkdf2Params& params);
/// `$2b$`, with a salt of nothing but zeros.
std::string by_libxcrypt(const signet::BcryptParams& params);

/// Verification by PasswordHasher, again and again; ends the program where `stored` is not of `password`.
std::function<void()> verification(std::string stored);

/// The stored form of what another library computed.
std::string stored_form(const signet::Argon2Params& params, const Tag& tag);
std::string stored_form(const signet::Pbkdf2Params& params, const Tag& tag);

}  // namespace signet_bench
