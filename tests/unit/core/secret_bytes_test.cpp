#include "signet/core/secret_bytes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <type_traits>

using namespace signet;

TEST_CASE("secret bytes hold a copy and give it up on a move") {
  SecretBytes secret = SecretBytes::copy_of("correct horse");
  CHECK(secret.expose_text() == "correct horse");
  const SecretBytes moved = std::move(secret);
  CHECK(moved.expose_text() == "correct horse");
  CHECK(moved.size() == 13);
}

TEST_CASE("K22: secret bytes cannot be copied or compared") {
  CHECK_FALSE(std::is_copy_constructible_v<SecretBytes>);
  CHECK_FALSE(std::is_copy_assignable_v<SecretBytes>);
  CHECK_FALSE(std::equality_comparable<SecretBytes>);
}

TEST_CASE("K22: wipe overwrites every byte") {
  std::array<char, 64> bytes;
  bytes.fill('s');
  wipe(bytes.data(), bytes.size());
  for (const char byte : bytes) CHECK(byte == 0);
}
