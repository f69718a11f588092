// Counting stored hashes in the database, so that not each of them travels.
#pragma once

#include <string>
#include <string_view>

namespace signet::inline v0::detail::postgres {

/// SQL that gives each hash in hexadecimal with its salt and digest blanked, and how many are then the same:
/// what is left says whether a hash can be read, and its parameters. Blanked are salts of 16 bytes with the
/// usual digest in canonical base64, argon2's, PBKDF2's and scrypt's, and bcrypt's; any other hash is shown
/// as it is.
/// @param hashes  SQL that gives them, as bytes in a column `h`
std::string hash_kinds_of(std::string_view hashes);

}  // namespace signet::inline v0::detail::postgres
