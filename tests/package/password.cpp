// A consumer of signet::password: hashes with each algorithm, so that each library behind it is linked.
#include "signet/password/password_hasher.hpp"

int main() {
  const auto hasher = signet::PasswordHasher::build();
  if (!hasher) return 1;
  const auto stored = hasher->hash("correct horse", signet::system_random());
  if (!stored) return 2;
  const auto check = hasher->verify("correct horse", *stored);
  if (!check.has_value() || *check != signet::PasswordCheck::match) return 3;
  // Made by Python's crypt module over libxcrypt: bcrypt of "correct horse", cost 4.
  const auto other =
      hasher->verify("correct horse", "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e");
  return other.has_value() && *other == signet::PasswordCheck::match ? 0 : 4;
}
