// What the facade asks of an algorithm: the same functions for each, chosen by its parameters or its stored
// form. One source file per algorithm, algorithm_*.cpp, defines them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "password/backend.hpp"
#include "password/bcrypt_string.hpp"
#include "password/pbkdf2_string.hpp"
#include "password/scrypt_string.hpp"
#include "password/yescrypt_string.hpp"
#include "signet/password/password_hasher.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

/// What new hashes have; bcrypt's tag is shorter and takes what it needs of one.
using NewSalt = std::array<std::byte, 16>;
using NewTag = std::array<std::byte, 32>;

/// Which passwords an algorithm takes in whole.
struct PasswordLimits {
  std::size_t bytes = SIZE_MAX;
  bool nul = true;
};
template <class Params>
inline constexpr PasswordLimits password_limits{};
template <>
inline constexpr PasswordLimits password_limits<BcryptParams>{.bytes = bcrypt_max_password, .nul = false};
template <>
inline constexpr PasswordLimits password_limits<YescryptParams>{.bytes = yescrypt_max_password, .nul = false};

// at_least_minimum  @error option_invalid  with the parameter's name
//                   @error hash_unsupported  yescrypt, in a build without it
// below_ceiling     @error hash_too_expensive  with the parameter's name
// stored_of         a stored hash of parameters that are within both
// params_of         and its parameters
// compute           fills `tag`, of the size of stored.tag(), from a password within password_limits; what
//                   stored.tag() holds does not matter  @error hash_failed
// compare_with      why a stored hash should be made anew

Result<void> at_least_minimum(const Argon2Params& params) noexcept;
Result<void> below_ceiling(const Argon2Params& params, const HashCeilings& ceilings) noexcept;
PhcString stored_of(const Argon2Params& params, const NewSalt& salt,
                    std::span<const std::byte, 32> tag) noexcept;
Argon2Params params_of(const PhcString& stored) noexcept;
Result<void> compute(std::string_view password, const PhcString& stored, std::span<std::byte> tag);
RehashReasons compare_with(const Argon2Params& target, const PhcString& stored) noexcept;

Result<void> at_least_minimum(const BcryptParams& params) noexcept;
Result<void> below_ceiling(const BcryptParams& params, const HashCeilings& ceilings) noexcept;
BcryptString stored_of(const BcryptParams& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept;
BcryptParams params_of(const BcryptString& stored) noexcept;
Result<void> compute(std::string_view password, const BcryptString& stored, std::span<std::byte> tag);
RehashReasons compare_with(const BcryptParams& target, const BcryptString& stored) noexcept;

Result<void> at_least_minimum(const Pbkdf2Params& params) noexcept;
Result<void> below_ceiling(const Pbkdf2Params& params, const HashCeilings& ceilings) noexcept;
Pbkdf2String stored_of(const Pbkdf2Params& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept;
Pbkdf2Params params_of(const Pbkdf2String& stored) noexcept;
Result<void> compute(std::string_view password, const Pbkdf2String& stored, std::span<std::byte> tag);
RehashReasons compare_with(const Pbkdf2Params& target, const Pbkdf2String& stored) noexcept;

Result<void> at_least_minimum(const ScryptParams& params) noexcept;
Result<void> below_ceiling(const ScryptParams& params, const HashCeilings& ceilings) noexcept;
ScryptString stored_of(const ScryptParams& params, const NewSalt& salt,
                       std::span<const std::byte, 32> tag) noexcept;
ScryptParams params_of(const ScryptString& stored) noexcept;
Result<void> compute(std::string_view password, const ScryptString& stored, std::span<std::byte> tag);
RehashReasons compare_with(const ScryptParams& target, const ScryptString& stored) noexcept;

Result<void> at_least_minimum(const YescryptParams& params) noexcept;
Result<void> below_ceiling(const YescryptParams& params, const HashCeilings& ceilings) noexcept;
YescryptString stored_of(const YescryptParams& params, const NewSalt& salt,
                         std::span<const std::byte, 32> tag) noexcept;
YescryptParams params_of(const YescryptString& stored) noexcept;
Result<void> compute(std::string_view password, const YescryptString& stored, std::span<std::byte> tag);
RehashReasons compare_with(const YescryptParams& target, const YescryptString& stored) noexcept;

}  // namespace signet::inline v0::detail
