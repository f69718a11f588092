// Ed25519 verification by tables (RFC 8032 §5.1.7): R must be s·B - h·A.
#include "curve/ed25519_table.hpp"

#include <algorithm>

#include "crypto/hash_state.hpp"

namespace signet::inline v0::detail {

// Made at first use, in memory that no destructor takes from threads that still verify at exit.
const Ed25519Windows& Ed25519Table::base_windows() noexcept {
  static const Ed25519Windows windows{ed25519_base()};
  return windows;
}

Ed25519Table::Ed25519Table(std::span<const std::byte, 32> public_key, const Ed25519Point& negated_point)
    : base_{&base_windows()}, negated_key_{std::make_unique<const Ed25519Windows>(negated_point)} {
  std::ranges::copy(public_key, public_key_.begin());
}

std::optional<Ed25519Table> Ed25519Table::make(std::span<const std::byte, 32> public_key) {
  const std::optional<Ed25519Point> point = point_from(public_key);
  if (!point) return std::nullopt;
  return Ed25519Table{public_key, negated(*point)};
}

bool Ed25519Table::holds(std::string_view message, std::span<const std::byte, 64> signature) const noexcept {
  const auto r = signature.first<32>();
  const std::optional<Ed25519Scalar> s = scalar_from(signature.last<32>());
  if (!s) return false;
  HashState<Sha512> hash;
  hash.update(r);
  hash.update(public_key_);
  hash.update(std::as_bytes(std::span{message}));
  const Ed25519Scalar h = scalar_modulo_order(hash.finish());
  const Ed25519Point expected = negated_key_->plus_multiple(base_->plus_multiple(ed25519_neutral, *s), h);
  return std::ranges::equal(encode(expected), r);
}

}  // namespace signet::inline v0::detail
