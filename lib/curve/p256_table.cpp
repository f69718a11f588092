// ECDSA verification: r = x(hash/s·G + r/s·Q) modulo n, by the windows of G and Q.
#include "curve/p256_table.hpp"

namespace signet::inline v0::detail {
namespace {

// Whether the affine x of `point`, a number below p, is r modulo n. It is below 2·n, so r or r + n; both are
// compared as multiples of zz, which spares an inverse.
bool x_is(const Limbs& r, const P256Point& point) noexcept {
  if (point.at_infinity()) return false;
  if (P256Element::from(r) * point.zz == point.x) return true;
  const Sum other = add(r, p256_n);
  return other.carry == 0 && less(other.limbs, p256_p) &&
         P256Element::from(other.limbs) * point.zz == point.x;
}

}  // namespace

P256Table::P256Table(const P256Affine& key)
    : generator_(&generator_windows()), key_(std::make_unique<const P256Windows>(key)) {}

std::optional<P256Table> P256Table::make(std::span<const std::byte, 64> point) {
  const auto key = P256Affine::from(point);
  if (!key) return std::nullopt;
  return P256Table{*key};
}

const P256Windows& P256Table::generator_windows() noexcept {
  static const P256Windows windows{p256_generator};
  return windows;
}

bool P256Table::holds(std::string_view message, std::span<const std::byte, 64> signature) const noexcept {
  return digest_holds(sha256(message), signature);
}

bool P256Table::digest_holds(const Sha256& hash, std::span<const std::byte, 64> signature) const noexcept {
  const Limbs r = load_big_endian(signature.first<32>());
  const Limbs s = load_big_endian(signature.last<32>());
  if (!is_p256_scalar(r) || !is_p256_scalar(s)) return false;
  const Limbs divisor = p256_divisor(s);
  const SignedDigits of_generator{p256_quotient(load_big_endian(hash), divisor)};
  const SignedDigits of_key{p256_quotient(r, divisor)};
  P256Point sum;
  for (std::size_t i = 0; i < SignedDigits::count; ++i) {
    generator_->add_to(sum, i, of_generator[i]);
    key_->add_to(sum, i, of_key[i]);
  }
  return x_is(r, sum);
}

}  // namespace signet::inline v0::detail
