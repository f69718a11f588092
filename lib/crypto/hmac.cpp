// HMAC-SHA-256 from two hash states computed once per key (RFC 2104 §4 names the trick).
#include "signet/crypto/hmac.hpp"

#include <algorithm>

#include "crypto/sha256_state.hpp"

namespace signet::inline v0 {

namespace {
constexpr std::size_t block_size = 64;  // bytes, FIPS 180-4 §1
using Block = std::array<std::byte, block_size>;

// RFC 2104 §2, step 1: keys longer than a block are hashed, shorter ones filled up with zeros.
Block padded(std::span<const std::byte> key) noexcept {
  Block block{};
  if (key.size() <= block_size) {
    std::ranges::copy(key, block.begin());
    return block;
  }
  Sha256 digest = sha256(key);
  std::ranges::copy(digest, block.begin());
  wipe(digest.data(), digest.size());
  return block;
}

detail::Sha256State state_after(const Block& key, std::byte pad) noexcept {
  Block block;
  std::ranges::transform(key, block.begin(), [pad](std::byte byte) { return byte ^ pad; });
  detail::Sha256State state;
  state.update(block);
  wipe(block.data(), block.size());
  return state;
}
}  // namespace

struct detail::HmacStates {
  Sha256State inner;
  Sha256State outer;
};

void detail::free_hmac_states(HmacStates* states) noexcept {
  wipe(states, sizeof *states);
  delete states;
}

HmacSha256::HmacSha256(const SecretBytes& key) : states_(new detail::HmacStates) {
  Block block = padded(key.expose());
  states_->inner = state_after(block, std::byte{0x36});
  states_->outer = state_after(block, std::byte{0x5c});
  wipe(block.data(), block.size());
}

Sha256 HmacSha256::mac(std::span<const std::byte> message) const noexcept {
  detail::Sha256State state = states_->inner;
  state.update(message);
  Sha256 inner = state.finish();
  state = states_->outer;  // leaves nothing of the inner state behind
  state.update(inner);
  wipe(inner.data(), inner.size());
  return state.finish();
}

Sha256 HmacSha256::mac(std::string_view message) const noexcept {
  return mac(std::as_bytes(std::span{message}));
}

}  // namespace signet::inline v0
