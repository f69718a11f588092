// Sharing, counting and checking of key material.
#include "jose/key_material.hpp"

#include "jose/key_text.hpp"
#include "jose/signature.hpp"

namespace signet::inline v0::detail {
namespace {

KeyedHmac keyed(Algorithm algorithm, const SecretBytes& secret) {
  switch (spec_of(algorithm).hash_bits) {
    case 256:
      return HmacSha256{secret};
    case 384:
      return HmacSha384{secret};
    default:
      return HmacSha512{secret};
  }
}

// EVP_PKEY_get_size would give the size of an ECDSA signature in DER, so the table comes first.
std::size_t size_of_signature(Algorithm algorithm, const EVP_PKEY* pkey) noexcept {
  const std::size_t size = spec_of(algorithm).signature_size;
  return size != 0 || pkey == nullptr ? size : static_cast<std::size_t>(EVP_PKEY_get_size(pkey));
}

KeyedHmac after(std::monostate, std::string_view) noexcept { return {}; }

template <class Digest>
KeyedHmac after(const Hmac<Digest>& hmac, std::string_view front) {
  return hmac.after(front);
}

Pkey same(const Pkey& key) noexcept { return Pkey{EVP_PKEY_up_ref(key.get()) == 1 ? key.get() : nullptr}; }

}  // namespace

KeyMaterial::KeyMaterial(Algorithm algorithm_, Purpose purpose_, Pkey pkey_) noexcept
    : algorithm(algorithm_),
      purpose(purpose_),
      pkey(std::move(pkey_)),
      signature_size(size_of_signature(algorithm, pkey.get())) {}

KeyMaterial::KeyMaterial(Algorithm algorithm_, Pkey pkey_, OwnedTable table_) noexcept
    : algorithm(algorithm_),
      purpose(Purpose::verify),
      pkey(std::move(pkey_)),
      table(std::move(table_)),
      signature_size(size_of_signature(algorithm, pkey.get())) {}

KeyMaterial::KeyMaterial(Algorithm algorithm_, SecretBytes secret_)
    : algorithm(algorithm_),
      purpose(Purpose::sign),
      secret(std::move(secret_)),
      hmac(keyed(algorithm, secret)),
      signature_size(spec_of(algorithm).signature_size) {}

KeyMaterial::KeyMaterial(Algorithm algorithm_, ExternalSigner signer_, std::size_t signature_size_) noexcept
    : algorithm(algorithm_),
      purpose(Purpose::sign),
      signer(std::move(signer_)),
      signature_size(signature_size_) {}

KeyMaterial::KeyMaterial(Algorithm algorithm_, KeyedHmac hmac_) noexcept
    : algorithm(algorithm_),
      purpose(Purpose::sign),
      hmac(std::move(hmac_)),
      signature_size(spec_of(algorithm).signature_size) {}

void retain_key(const KeyMaterial* material) noexcept {
  material->owners.fetch_add(1, std::memory_order_relaxed);
}

void release_key(const KeyMaterial* material) noexcept {
  if (material->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete material;
}

Result<SharedKey> share_key(Algorithm algorithm, Purpose purpose, Pkey pkey) {
  SharedKey key{new KeyMaterial{algorithm, purpose, std::move(pkey)}};
  const QuietErrors quiet;
  Operation* const first = key->pkey ? new_operation(*key) : nullptr;
  if (first == nullptr) return fail(Errc::algorithm_unavailable, to_string(algorithm));
  key->idle.give_back(first);
  return key;
}

Result<SharedKey> share_secret(Algorithm algorithm, SecretBytes secret) {
  if (secret.size() * 8 < spec_of(algorithm).min_key_bits) return fail(Errc::key_too_weak);
  if (is_key_text(secret.expose_text())) return fail(Errc::key_is_text);
  return SharedKey{new KeyMaterial{algorithm, std::move(secret)}};
}

Result<SharedKey> share_for(const KeyMaterial& key, Algorithm algorithm) {
  if (!key.pkey) return share_secret(algorithm, SecretBytes::copy_of(key.secret.expose()));
  return share_key(algorithm, key.purpose, same(key.pkey));
}

SharedKey share_prepared(const KeyMaterial& key) {
  if (!key.pkey || key.table) return {};
  OwnedTable table = prepare_table(key.algorithm, key.pkey.get());
  Pkey pkey = same(key.pkey);
  if (!table || !pkey) return {};
  return SharedKey{new KeyMaterial{key.algorithm, std::move(pkey), std::move(table)}};
}

BegunKey share_begun(const KeyMaterial& key, std::string_view front) {
  const std::size_t block = spec_of(key.algorithm).hash_bits == 256 ? 64 : 128;  // FIPS 180-4 §1
  const std::size_t hashed = front.size() / block * block;
  if (hashed == 0 || std::holds_alternative<std::monostate>(key.hmac)) return {};
  const auto begun = [&](const auto& hmac) { return after(hmac, front.substr(0, hashed)); };
  return {SharedKey{new KeyMaterial{key.algorithm, std::visit(begun, key.hmac)}}, hashed};
}

Pkey public_part(const EVP_PKEY* pkey) noexcept {
  OSSL_PARAM* exported = nullptr;
  if (EVP_PKEY_todata(pkey, EVP_PKEY_PUBLIC_KEY, &exported) != 1) return Pkey{};
  const Params params{exported};
  const PkeyCtx context{EVP_PKEY_CTX_new_from_name(nullptr, EVP_PKEY_get0_type_name(pkey), nullptr)};
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return Pkey{};
  }
  return Pkey{key};
}

}  // namespace signet::inline v0::detail
