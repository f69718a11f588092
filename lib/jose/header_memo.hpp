// HeaderMemo: encoded headers of tokens that verified, with what they say, so that equal bytes are read once.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/same_text.hpp"
#include "signet/core/limits.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0::detail {

/// A header as it stands in tokens, what it says, which key it means, and the bounds that it was read with.
struct RememberedHeader {
  /// What one verifier accepts, a stricter one may not: a header is known to those who read it with equal
  /// bounds.
  bool read_with(const Limits& limits) const noexcept {
    return depth == limits.depth && members == limits.members && encoded.size() <= limits.header;
  }
  /// Whether it is the header of `compact`, which nobody has split yet: it has no dot, so the first one must
  /// stand behind it.
  bool begins(std::string_view compact) const noexcept {
    return encoded.size() < compact.size() && compact[encoded.size()] == '.' &&
           same_bytes(encoded.data(), compact.data(), encoded.size());
  }

  std::string encoded;
  JoseHeader header;
  const VerificationKey* only_key;  ///< of the set beside the memo; null where several fit
  std::size_t signature_size;       ///< of only_key, in characters
  std::size_t depth;
  std::size_t members;
};

/// An issuer's tokens have one header, byte for byte, until it changes its key. Kept is what
/// JoseHeader::parse makes of the bytes, and the key that KeySet::candidates finds for them, never a verdict:
/// which algorithm and policy a token must meet is asked anew each time. Lies beside the keys, which never
/// change, so that new keys begin with an empty memo.
/// @thread find and keep from any number of threads
class HeaderMemo {
 public:
  /// Longer headers are read each time, so that what is kept stays small.
  static constexpr std::size_t longest = 512;

  HeaderMemo() noexcept = default;
  HeaderMemo(const HeaderMemo&) = delete;
  HeaderMemo& operator=(const HeaderMemo&) = delete;
  ~HeaderMemo();

  /// The header that `compact` begins with, if it was kept by a caller with the same limits; else null. Valid
  /// as long as *this.
  const RememberedHeader* find(std::string_view compact, const Limits& limits) const noexcept {
    for (const auto& place : entries_) {
      const RememberedHeader* const entry = place.load(std::memory_order_acquire);
      if (entry == nullptr || (entry->begins(compact) && entry->read_with(limits))) return entry;
    }
    return nullptr;
  }
  /// Keeps `header`, of a token that verified, while there is room; a place once taken is never changed.
  /// @param only_key  lives as long as *this; null where more than one fits
  void keep(std::string_view encoded, const JoseHeader& header, const VerificationKey* only_key,
            const Limits& limits) noexcept;

 private:
  std::array<std::atomic<const RememberedHeader*>, 4> entries_{};  // filled from the front
};

}  // namespace signet::inline v0::detail
