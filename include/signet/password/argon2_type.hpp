// The types and versions of argon2 there are.
#pragma once

#include <cstdint>

namespace signet::inline v0 {

/// Which blocks refer to which: by what is hashed (d), regardless of it (i), or first so and then so (id).
/// New hashes are argon2id. The numbers are those of RFC 9106 §3.2, y.
enum class Argon2Type : std::uint8_t { d = 0, i = 1, id = 2 };

/// New hashes are made with 19 (RFC 9106 §3.1).
enum class Argon2Version : std::uint8_t { v16 = 16, v19 = 19 };

}  // namespace signet::inline v0
