// HMAC from two hash states computed once per key (RFC 2104 §4 names the trick).
#include "signet/crypto/hmac.hpp"

#include <algorithm>

#include "crypto/hmac_states.hpp"

namespace signet::inline v0 {
namespace {

template <class Digest>
using Block = std::array<std::byte, detail::HashState<Digest>::block_size>;

// RFC 2104 §2, step 1: keys longer than a block are hashed, shorter ones filled up with zeros.
template <class Digest>
Block<Digest> padded(std::span<const std::byte> key) noexcept {
  Block<Digest> block{};
  if (key.size() <= block.size()) {
    std::ranges::copy(key, block.begin());
    return block;
  }
  detail::HashState<Digest> state;
  state.update(key);
  Digest digest = state.finish();
  std::ranges::copy(digest, block.begin());
  wipe(digest.data(), digest.size());
  wipe(&state, sizeof state);
  return block;
}

// In place: a state that is returned and assigned leaves a copy behind.
template <class Digest>
void take_pad(detail::HashState<Digest>& state, const Block<Digest>& key, std::byte pad) noexcept {
  Block<Digest> block;
  std::ranges::transform(key, block.begin(), [pad](std::byte byte) { return byte ^ pad; });
  state.update(block);
  wipe(block.data(), block.size());
}

}  // namespace

template <class Digest>
detail::HmacStates<Digest>::HmacStates(std::span<const std::byte> key) noexcept {
  Block<Digest> block = padded<Digest>(key);
  take_pad<Digest>(inner, block, std::byte{0x36});
  take_pad<Digest>(outer, block, std::byte{0x5c});
  wipe(block.data(), block.size());
}

template <class Digest>
void detail::free_hmac_states(HmacStates<Digest>* states) noexcept {
  wipe(states, sizeof *states);
  delete states;
}

template <class Digest>
Hmac<Digest>::Hmac(const SecretBytes& key) : states_(new detail::HmacStates<Digest>{key.expose()}) {}

template <class Digest>
Digest Hmac<Digest>::mac(std::span<const std::byte> message) const noexcept {
  detail::HashState<Digest> state = states_->inner;
  state.update(message);
  Digest inner = state.finish();
  state = states_->outer;  // leaves nothing of the inner state behind
  state.update(inner);
  wipe(inner.data(), inner.size());
  return state.finish();
}

template <class Digest>
Hmac<Digest> Hmac<Digest>::after(std::string_view front) const {
  States states{new detail::HmacStates<Digest>{*states_}};
  states->inner.update(std::as_bytes(std::span{front}));
  return Hmac{std::move(states)};
}

template struct detail::HmacStates<Sha256>;
template struct detail::HmacStates<Sha384>;
template struct detail::HmacStates<Sha512>;
template void detail::free_hmac_states(HmacStates<Sha256>* states) noexcept;
template void detail::free_hmac_states(HmacStates<Sha384>* states) noexcept;
template void detail::free_hmac_states(HmacStates<Sha512>* states) noexcept;
template class Hmac<Sha256>;
template class Hmac<Sha384>;
template class Hmac<Sha512>;

}  // namespace signet::inline v0
