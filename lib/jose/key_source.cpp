// The static key source: one snapshot, counted by its owners.
#include "signet/jose/key_source.hpp"

#include <atomic>
#include <cstdint>

#include "jose/header_memo.hpp"
#include "signet/jose/key_set.hpp"

namespace signet::inline v0 {
namespace detail {

// Numbers, since another snapshot may come to lie where one was freed.
std::uint64_t next_generation() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

struct KeySnapshot {
  explicit KeySnapshot(KeySet set) noexcept : keys(std::move(set)) {}

  const KeySet keys;
  const std::uint64_t generation = next_generation();
  mutable HeaderMemo headers;
  mutable std::atomic<std::uint32_t> owners{1};
};

void retain_snapshot(const KeySnapshot* snapshot) noexcept {
  snapshot->owners.fetch_add(1, std::memory_order_relaxed);
}

void release_snapshot(const KeySnapshot* snapshot) noexcept {
  if (snapshot->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete snapshot;
}

}  // namespace detail

Result<const VerificationKey*> KeyView::select(const JoseHeader& header,
                                               AlgorithmSet accepted) const noexcept {
  return snapshot_->keys.select(header, accepted);
}

const detail::RememberedHeader* KeyView::remembered(std::string_view compact,
                                                    const Limits& limits) const noexcept {
  return snapshot_->headers.find(compact, limits);
}

void KeyView::remember(std::string_view encoded, const JoseHeader& header,
                       const Limits& limits) const noexcept {
  const auto one = snapshot_->keys.candidates(header, {header.algorithm()}, 1);
  snapshot_->headers.keep(encoded, header, one ? one->front() : nullptr, limits);
}

Result<KeyCandidates> KeyView::candidates(const JoseHeader& header, AlgorithmSet accepted,
                                          std::size_t most) const noexcept {
  return snapshot_->keys.candidates(header, accepted, most);
}

std::uint64_t KeyView::generation() const noexcept { return snapshot_->generation; }

KeySource KeySource::from(KeySet keys) {
  return KeySource{detail::SharedSnapshot{new detail::KeySnapshot{std::move(keys)}}};
}

KeySource KeySource::from(VerificationKey key) { return from(KeySet{{std::move(key)}}); }

KeyView KeySource::view() const noexcept { return KeyView{*snapshot_}; }

}  // namespace signet::inline v0
