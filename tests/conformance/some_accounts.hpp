// Accounts and hashes to store, and comparison of all members.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <tuple>

#include "signet/account/account_store.hpp"

namespace signet::test {

inline constexpr std::string_view argon2_hash =
    "$argon2id$v=19$m=32768,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
    "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA";
// From crypt_blowfish's wrapper.c, a hash of "U*U" (there as $2a$).
inline constexpr std::string_view bcrypt_hash =
    "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

inline Uuid id(std::uint8_t last) {
  std::array<std::uint8_t, 16> bytes{};
  bytes.back() = last;
  return Uuid::from_bytes(bytes);
}

/// A plain account; `number` tells accounts apart.
inline Account account(std::uint8_t number, std::string key) {
  return {.id = id(number),
          .key = key,
          .name = "The " + key,
          .password_hash = std::string{argon2_hash},
          .epoch = {},
          .created_at = NumericDate::from_seconds(1'700'000'000)};
}

inline bool same(const Account& a, const Account& b) {
  const auto members = [](const Account& account) {
    return std::tie(account.id, account.key, account.name, account.password_hash, account.epoch,
                    account.created_at, account.locked);
  };
  return members(a) == members(b);
}

}  // namespace signet::test
