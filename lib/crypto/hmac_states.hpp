// HmacStates: the two hashes of HMAC after their first block, which depends on the key alone.
#pragma once

#include <cstddef>
#include <span>

#include "crypto/hash_state.hpp"
#include "signet/crypto/hmac.hpp"

namespace signet::inline v0::detail {

/// Worth the key: whoever holds one wipes it.
template <class Digest>
struct HmacStates {
  explicit HmacStates(std::span<const std::byte> key) noexcept;  ///< of any length
  HashState<Digest> inner;
  HashState<Digest> outer;
};

extern template struct HmacStates<Sha256>;
extern template struct HmacStates<Sha384>;
extern template struct HmacStates<Sha512>;

}  // namespace signet::inline v0::detail
