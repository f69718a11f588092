// KeyMaterial: what copies of a key share; one algorithm, one purpose, counted by its owners.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "jose/context_slots.hpp"
#include "jose/openssl.hpp"
#include "jose/prepared_table.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/jose/external_signer.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0::detail {

enum class Purpose : std::uint8_t { verify, sign };

/// By the algorithm's hash; nothing for other keys.
using KeyedHmac = std::variant<std::monostate, HmacSha256, HmacSha384, HmacSha512>;

/// Immutable but for the idle operations. An HMAC key has `secret` and `hmac`, one whose private part
/// is elsewhere `signer`, any other `pkey`, and when it was prepared `table`.
struct KeyMaterial {
  KeyMaterial(Algorithm algorithm_, Purpose purpose_, Pkey pkey_) noexcept;
  KeyMaterial(Algorithm algorithm_, Pkey pkey_, OwnedTable table_) noexcept;
  KeyMaterial(Algorithm algorithm_, SecretBytes secret_);
  KeyMaterial(Algorithm algorithm_, ExternalSigner signer_, std::size_t signature_size_) noexcept;
  KeyMaterial(Algorithm algorithm_, KeyedHmac hmac_) noexcept;

  const Algorithm algorithm;
  const Purpose purpose;
  const Pkey pkey;
  const OwnedTable table;
  const SecretBytes secret;
  const KeyedHmac hmac;
  const std::optional<ExternalSigner> signer;
  const std::size_t signature_size;  // the most bytes that one takes
  mutable ContextSlots idle;
  mutable std::atomic<std::uint32_t> owners{1};
};

/// Shares a checked key. Makes its first operation, so that what OpenSSL cannot do shows here.
/// @error algorithm_unavailable
Result<SharedKey> share_key(Algorithm algorithm, Purpose purpose, Pkey pkey);
/// Shares an HMAC secret after checking it.
/// @error key_too_weak, key_is_text
Result<SharedKey> share_secret(Algorithm algorithm, SecretBytes secret);

/// Shares the same key for another algorithm of its kind, which has contexts of its own; the EVP_PKEY is one.
/// @error as share_key or share_secret
Result<SharedKey> share_for(const KeyMaterial& key, Algorithm algorithm);

/// Shares the same verification key with a table; null when it has one or there is none for it.
SharedKey share_prepared(const KeyMaterial& key);

/// A key that has hashed the first `hashed` characters of what it signs, and is given what follows them.
struct BegunKey {
  SharedKey key;  ///< null where nothing can be hashed ahead
  std::size_t hashed = 0;
};
/// For inputs that all begin with `front`; of this as many blocks as are whole, by keys of HMAC.
BegunKey share_begun(const KeyMaterial& key, std::string_view front);

/// The key that holds the public part alone of `pkey`; null when OpenSSL fails.
Pkey public_part(const EVP_PKEY* pkey) noexcept;

}  // namespace signet::inline v0::detail
