// The tables of room curve, by algorithm.
#include "jose/prepared_table.hpp"

#include <openssl/core_names.h>

#include <array>
#include <optional>
#include <variant>

#include "curve/ed25519_table.hpp"
#include "curve/p256_table.hpp"
#include "jose/key_kind.hpp"

namespace signet::inline v0::detail {

struct PreparedTable {
  std::variant<P256Table, Ed25519Table> of_curve;
  std::size_t bytes;
};

namespace {

// OpenSSL may keep the point compressed, but gives each coordinate.
std::optional<P256Table> p256_table(const EVP_PKEY* key) {
  const Number x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X);
  const Number y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  std::array<std::byte, 64> point{};
  if (!x || !y || BN_bn2binpad(x.get(), writable_bytes_of(point.data()), 32) != 32 ||
      BN_bn2binpad(y.get(), writable_bytes_of(&point[32]), 32) != 32) {
    return std::nullopt;
  }
  return P256Table::make(point);
}

std::optional<Ed25519Table> ed25519_table(const EVP_PKEY* key) {
  std::array<std::byte, 32> point{};
  std::size_t size = point.size();
  if (EVP_PKEY_is_a(key, "ED25519") != 1 ||
      EVP_PKEY_get_raw_public_key(key, writable_bytes_of(point.data()), &size) != 1 || size != point.size()) {
    return std::nullopt;  // EdDSA may be Ed448 (RFC 8037 §3.1)
  }
  return Ed25519Table::make(point);
}

template <class Windows, class Table>
OwnedTable owned(std::optional<Table> table) {
  return OwnedTable{table ? new PreparedTable{*std::move(table), sizeof(Windows)} : nullptr};
}

}  // namespace

void free_table(PreparedTable* table) noexcept { delete table; }

OwnedTable prepare_table(Algorithm algorithm, const EVP_PKEY* key) {
  const QuietErrors quiet;
  if (algorithm == Algorithm::ES256) return owned<P256Windows>(p256_table(key));
  if (algorithm == Algorithm::EdDSA || algorithm == Algorithm::Ed25519) {
    return owned<Ed25519Windows>(ed25519_table(key));
  }
  return OwnedTable{};
}

bool table_holds(const PreparedTable& table, std::string_view input,
                 std::span<const std::byte> signature) noexcept {
  const auto raw = signature.first<64>();
  if (const auto* const p256 = std::get_if<P256Table>(&table.of_curve)) return p256->holds(input, raw);
  const auto* const ed25519 = std::get_if<Ed25519Table>(&table.of_curve);
  return ed25519 != nullptr && ed25519->holds(input, raw);
}

std::size_t table_bytes(const PreparedTable& table) noexcept { return table.bytes; }

}  // namespace signet::inline v0::detail
