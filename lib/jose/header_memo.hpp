// HeaderMemo: encoded headers of tokens that verified, with what they say, so that equal bytes are read once.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string_view>

#include "signet/core/limits.hpp"
#include "signet/jose/jws.hpp"

namespace signet::inline v0::detail {

/// An issuer's tokens have one header, byte for byte, until it changes its key. Kept is what
/// JoseHeader::parse makes of the bytes and never a verdict: which key, algorithm and policy a token must
/// meet is asked anew each time. Lies beside the keys, so that new keys begin with an empty memo.
/// @thread find and keep from any number of threads
class HeaderMemo {
 public:
  /// Longer headers are read each time, so that what is kept stays small.
  static constexpr std::size_t longest = 512;

  HeaderMemo() noexcept = default;
  HeaderMemo(const HeaderMemo&) = delete;
  HeaderMemo& operator=(const HeaderMemo&) = delete;
  ~HeaderMemo();

  /// What `encoded` says, if it was kept by a caller with the same limits; else null. Valid as long as *this.
  const JoseHeader* find(std::string_view encoded, const Limits& limits) const noexcept;
  /// Keeps `header`, of a token that verified, while there is room; a place once taken is never changed.
  void keep(std::string_view encoded, const JoseHeader& header, const Limits& limits) noexcept;

 private:
  struct Entry;
  std::array<std::atomic<const Entry*>, 4> entries_{};  // filled from the front
};

}  // namespace signet::inline v0::detail
