// The names of families and attempts: all 128 bits random, where a version 4 UUID has 122.
#include "signet/session/family.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace signet::inline v0 {
namespace {

Result<Uuid> random_bits(RandomSource& random) {
  std::array<std::uint8_t, 16> bits{};
  if (const auto filled = random.fill(std::as_writable_bytes(std::span{bits})); !filled) {
    return filled.error();
  }
  return Uuid::from_bytes(bits);
}

}  // namespace

Result<FamilyId> FamilyId::random(RandomSource& random) {
  const auto bits = random_bits(random);
  if (!bits) return bits.error();
  return FamilyId{*bits};
}

Result<AttemptId> AttemptId::random(RandomSource& random) {
  const auto bits = random_bits(random);
  if (!bits) return bits.error();
  return AttemptId{*bits};
}

}  // namespace signet::inline v0
