// SHA-2 over OpenSSL's low-level calls; the one translation unit that may use what OpenSSL 3 deprecates.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "signet/crypto/digest.hpp"

#include <openssl/sha.h>

#include "crypto/hash_state.hpp"

namespace signet::inline v0 {
namespace {

// OpenSSL's calls by the hash; SHA-384 is SHA-512 from another state, cut (FIPS 180-4 §5.3.4).
template <class Digest>
struct Calls;
template <>
struct Calls<Sha256> {
  static constexpr auto init = SHA256_Init;
  static constexpr auto update = SHA256_Update;
  static constexpr auto finish = SHA256_Final;
};
template <>
struct Calls<Sha384> {
  static constexpr auto init = SHA384_Init;
  static constexpr auto update = SHA384_Update;
  static constexpr auto finish = SHA384_Final;
};
template <>
struct Calls<Sha512> {
  static constexpr auto init = SHA512_Init;
  static constexpr auto update = SHA512_Update;
  static constexpr auto finish = SHA512_Final;
};

template <class Digest>
Digest digest_of(std::span<const std::byte> bytes) noexcept {
  detail::HashState<Digest> state;
  state.update(bytes);
  return state.finish();
}

}  // namespace

// OpenSSL 3's SHA256() and EVP_Digest fetch the algorithm anew for every message, under a lock.
template <class Digest>
detail::HashState<Digest>::HashState() noexcept {
  Calls<Digest>::init(&context_);
}

template <class Digest>
void detail::HashState<Digest>::update(std::span<const std::byte> bytes) noexcept {
  Calls<Digest>::update(&context_, bytes.data(), bytes.size());
}

template <class Digest>
Digest detail::HashState<Digest>::finish() noexcept {
  Digest digest;
  Calls<Digest>::finish(reinterpret_cast<unsigned char*>(digest.data()), &context_);
  return digest;
}

template class detail::HashState<Sha256>;
template class detail::HashState<Sha384>;
template class detail::HashState<Sha512>;

Sha256 sha256(std::span<const std::byte> bytes) noexcept { return digest_of<Sha256>(bytes); }
Sha384 sha384(std::span<const std::byte> bytes) noexcept { return digest_of<Sha384>(bytes); }
Sha512 sha512(std::span<const std::byte> bytes) noexcept { return digest_of<Sha512>(bytes); }

Sha256 sha256(std::string_view text) noexcept { return sha256(std::as_bytes(std::span{text})); }
Sha384 sha384(std::string_view text) noexcept { return sha384(std::as_bytes(std::span{text})); }
Sha512 sha512(std::string_view text) noexcept { return sha512(std::as_bytes(std::span{text})); }

}  // namespace signet::inline v0
