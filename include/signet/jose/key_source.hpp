// KeySource: where a verifier gets its keys; KeyView: one snapshot of them, held for one verification.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "signet/core/handle.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0 {

class JoseHeader;     // signet/jose/jws.hpp
class KeyCandidates;  // signet/jose/key_set.hpp, as KeySet: its vectors cost each verifier's includer 40 ms
class KeySet;

namespace detail {
struct KeySnapshot;
struct RememberedHeader;
void retain_snapshot(const KeySnapshot* snapshot) noexcept;
void release_snapshot(const KeySnapshot* snapshot) noexcept;
using SharedSnapshot = SharedHandle<KeySnapshot, retain_snapshot, release_snapshot>;
}  // namespace detail

/// One immutable snapshot of a source's keys. Borrows the source, which outlives it.
class KeyView {
 public:
  /// As KeySet::select; the key lives as long as this view.
  [[nodiscard]] Result<const VerificationKey*> select(const JoseHeader& header,
                                                      AlgorithmSet accepted) const noexcept;
  /// As KeySet::candidates; the keys live as long as this view.
  [[nodiscard]] Result<KeyCandidates> candidates(const JoseHeader& header, AlgorithmSet accepted,
                                                 std::size_t most) const noexcept;
  /// Which keys these are: no other snapshot of this process ever has the same number.
  std::uint64_t generation() const noexcept;

 private:
  friend class KeySource;
  friend class TokenVerifier;
  explicit KeyView(const detail::KeySnapshot& snapshot) noexcept : snapshot_(&snapshot) {}
  // The headers of tokens that verified by this snapshot: lib/jose/header_memo.hpp.
  const detail::RememberedHeader* remembered(std::string_view compact, const Limits& limits) const noexcept;
  void remember(std::string_view encoded, const JoseHeader& header, const Limits& limits) const noexcept;

  const detail::KeySnapshot* snapshot_;
};

/// Keys that a verifier reads. Static: made from a set, never changing, needing no guard.
/// Copies share the snapshot.
/// @thread const access from any number of threads
class KeySource {
 public:
  /// A source that always has these keys.
  static KeySource from(KeySet keys);
  /// A source of this one key.
  static KeySource from(VerificationKey key);

  [[nodiscard]] KeyView view() const noexcept;

 private:
  explicit KeySource(detail::SharedSnapshot snapshot) noexcept
      : snapshot_(static_cast<detail::SharedSnapshot&&>(snapshot)) {}
  detail::SharedSnapshot snapshot_;
};

}  // namespace signet::inline v0
