// BLAKE2b as RFC 7693 §3 writes it.
#include "password/blake2b.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "password/little_endian.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

// RFC 7693 §2.6
constexpr std::array<std::uint64_t, 8> initial{0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                               0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                               0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

// RFC 7693 §2.7; rounds 10 and 11 are 0 and 1 again.
constexpr std::uint8_t sigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

// The words that each of a round's eight mixes works on: columns, then diagonals.
constexpr std::uint8_t places[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14}, {3, 7, 11, 15},
                                       {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13},  {3, 4, 9, 14}};

}  // namespace

Blake2b::Blake2b(std::size_t digest_size) noexcept : state_(initial) {
  state_[0] ^= 0x0101'0000 ^ digest_size;  // RFC 7693 §2.5: fan-out 1, depth 1, no key
}

Blake2b::~Blake2b() { wipe(this, sizeof *this); }

void Blake2b::update(std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    if (filled_ == block_.size()) compress(false);  // only now: the last block is compressed by finish
    const std::size_t taken = std::min(bytes.size(), block_.size() - filled_);
    std::memcpy(block_.data() + filled_, bytes.data(), taken);
    filled_ += taken;
    bytes = bytes.subspan(taken);
  }
}

void Blake2b::update(std::uint32_t number) noexcept {
  const std::uint32_t stored = little_endian(number);
  update(std::as_bytes(std::span{&stored, 1}));
}

void Blake2b::finish(std::span<std::byte> digest) noexcept {
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(filled_), block_.end(), std::byte{0});
  compress(true);
  for (std::uint64_t& word : state_) word = little_endian(word);
  std::memcpy(digest.data(), state_.data(), digest.size());
}

void Blake2b::compress(bool last) noexcept {
  count_ += filled_;
  filled_ = 0;
  std::array<std::uint64_t, 16> message;
  std::memcpy(message.data(), block_.data(), block_.size());
  for (std::uint64_t& word : message) word = little_endian(word);
  std::array<std::uint64_t, 16> v;
  std::ranges::copy(state_, v.begin());
  std::ranges::copy(initial, v.begin() + 8);
  v[12] ^= count_;
  if (last) v[14] = ~v[14];
  for (std::size_t round = 0; round < 12; ++round) {
    for (std::size_t i = 0; i < 8; ++i) {
      std::uint64_t& a = v[places[i][0]];
      std::uint64_t& b = v[places[i][1]];
      std::uint64_t& c = v[places[i][2]];
      std::uint64_t& d = v[places[i][3]];
      a += b + message[sigma[round % 10][2 * i]];
      d = std::rotr(d ^ a, 32);
      c += d;
      b = std::rotr(b ^ c, 24);
      a += b + message[sigma[round % 10][2 * i + 1]];
      d = std::rotr(d ^ a, 16);
      c += d;
      b = std::rotr(b ^ c, 63);
    }
  }
  for (std::size_t i = 0; i < 8; ++i) state_[i] ^= v[i] ^ v[8 + i];
  wipe(message.data(), sizeof message);
  wipe(v.data(), sizeof v);
}

}  // namespace signet::inline v0::detail
