// HashState: a hash under way that an assignment copies, for digest and hmac.
#pragma once

#include <openssl/sha.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>

#include "signet/crypto/digest.hpp"

namespace signet::inline v0::detail {

/// Neither fetches, locks nor allocates, and cannot fail: OpenSSL's low-level calls, which it deprecates in
/// favour of ones that do all four per message. @thread as safe as an int
template <class Digest>
class HashState {
  using Context = std::conditional_t<std::is_same_v<Digest, Sha256>, SHA256_CTX, SHA512_CTX>;

 public:
  /// In bytes (FIPS 180-4 §1).
  static constexpr std::size_t block_size = std::is_same_v<Digest, Sha256> ? 64 : 128;

  /// The state before the first byte.
  HashState() noexcept;
  void update(std::span<const std::byte> bytes) noexcept;
  /// The digest of all bytes so far; the state is spent.
  Digest finish() noexcept;

  /// The eight words H of FIPS 180-4 §6, as they are between two blocks: what a kernel goes on from.
  /// A view, so that no copy is left behind.
  using Words = std::span<const std::remove_extent_t<decltype(Context::h)>, 8>;
  Words words() const& noexcept { return context_.h; }
  Words words() const&& = delete;
  /// The state whose words were `words` after its first block.
  static HashState after_one_block(Words words) noexcept {
    HashState state;
    std::ranges::copy(words, state.context_.h);
    state.context_.Nl = block_size * 8;
    return state;
  }

 private:
  Context context_;
};

extern template class HashState<Sha256>;
extern template class HashState<Sha384>;
extern template class HashState<Sha512>;

}  // namespace signet::inline v0::detail
