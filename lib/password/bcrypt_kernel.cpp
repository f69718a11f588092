// bcrypt as Provos and Mazieres, "A Future-Adaptable Password Scheme" (1999), have it, over lanes in step.
#include "password/bcrypt_kernel.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t subkeys = 18;

// Calls `body` with 0 .. count - 1 as constants, so that arrays indexed by them stay in registers.
template <std::size_t count, class Body>
inline void unrolled(Body body) noexcept {
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (body(std::integral_constant<std::size_t, i>{}), ...);
  }(std::make_index_sequence<count>{});
}

/// A block of 64 bits in each lane.
template <std::size_t lanes>
struct Blocks {
  std::uint32_t left[lanes]{};
  std::uint32_t right[lanes]{};
};

// The bytes are taken from halves of 64 bits: with indices of 32, g++ 12 needs three instructions more.
inline std::uint32_t substituted(const BcryptLane& lane, std::uint32_t x) noexcept {
  const std::uint32_t* const s = lane.words + subkeys;
  const std::uint64_t high = x >> 16;
  const std::uint64_t low = x & 0xffff;
  return ((s[high >> 8] + s[256 + (high & 0xff)]) ^ s[512 + (low >> 8)]) + s[768 + (low & 0xff)];
}

// Two rounds at a time, which spares the exchange of the halves.
template <std::size_t lanes>
inline Blocks<lanes> encrypted(const BcryptLane* lane, Blocks<lanes> block) noexcept {
  unrolled<lanes>([&](auto i) { block.left[i] ^= lane[i].words[0]; });
  unrolled<8>([&](auto pair) {
    constexpr std::size_t subkey = 2 * pair + 1;
    unrolled<lanes>([&](auto i) {
      block.right[i] ^= lane[i].words[subkey];
      block.right[i] ^= substituted(lane[i], block.left[i]);
    });
    unrolled<lanes>([&](auto i) {
      block.left[i] ^= lane[i].words[subkey + 1];
      block.left[i] ^= substituted(lane[i], block.right[i]);
    });
  });
  unrolled<lanes>([&](auto i) {
    block.right[i] ^= lane[i].words[subkeys - 1];
    std::swap(block.left[i], block.right[i]);
  });
  return block;
}

// Replaces P and S by what they encrypt; `mix` puts something into each block before.
template <std::size_t lanes, class Mix>
inline void encrypt_tables(BcryptLane* lane, Mix mix) noexcept {
  Blocks<lanes> block;
  for (std::size_t at = 0; at < blowfish_words; at += 2) {
    mix(block, at);
    block = encrypted<lanes>(lane, block);
    unrolled<lanes>([&](auto i) {
      lane[i].words[at] = block.left[i];
      lane[i].words[at + 1] = block.right[i];
    });
  }
}

inline void mix_key(BcryptLane& lane) noexcept {
  for (std::size_t i = 0; i < subkeys; ++i) lane.words[i] ^= lane.key[i];
}

inline void mix_salt(BcryptLane& lane) noexcept {
  for (std::size_t i = 0; i < subkeys; ++i) lane.words[i] ^= lane.salt[i % 4];
}

// The paper's ExpandKey(state, 0, ...), where all the time goes. Left to itself g++ keeps some of the rounds
// apart and the blocks in memory.
template <std::size_t lanes>
[[gnu::flatten, gnu::noinline]] void expand(BcryptLane* lane) noexcept {
  encrypt_tables<lanes>(lane, [](Blocks<lanes>&, std::size_t) {});
}

template <std::size_t lanes>
void expand_with_salt(BcryptLane* lane) noexcept {
  encrypt_tables<lanes>(lane, [lane](Blocks<lanes>& block, std::size_t at) {
    for (std::size_t i = 0; i < lanes; ++i) {
      block.left[i] ^= lane[i].salt[at % 4];
      block.right[i] ^= lane[i].salt[at % 4 + 1];
    }
  });
}

std::uint32_t big_endian_at(const BcryptSalt& bytes, std::size_t at) noexcept {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
  return word;
}

void start(BcryptLane& lane, const BcryptJob& job) noexcept {
  std::ranges::copy(blowfish_pi, lane.words);
  for (std::size_t i = 0; i < 4; ++i) lane.salt[i] = big_endian_at(job.salt, 4 * i);
  std::size_t at = 0;
  for (std::uint32_t& word : lane.key) {
    for (int byte = 0; byte < 4; ++byte) {
      const bool ended = at == job.password.size();
      word = word << 8 | (ended ? 0U : static_cast<unsigned char>(job.password[at]));
      at = ended ? 0 : at + 1;
    }
  }
  mix_key(lane);
}

// "OrpheanBeholderScryDoubt", encrypted 64 times; its last byte is no part of the digest.
template <std::size_t lanes>
void finish(const BcryptLane* lane, BcryptJob* job) noexcept {
  constexpr std::uint32_t text[] = {0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274};
  for (std::size_t at = 0; at < 6; at += 2) {
    Blocks<lanes> block;
    for (std::size_t i = 0; i < lanes; ++i) block.left[i] = text[at], block.right[i] = text[at + 1];
    for (int times = 0; times < 64; ++times) block = encrypted<lanes>(lane, block);
    for (std::size_t i = 0; i < lanes; ++i) {
      const std::uint32_t halves[] = {block.left[i], block.right[i]};
      for (std::size_t byte = 0; byte < 8 && 4 * at + byte < job[i].digest.size(); ++byte) {
        job[i].digest[4 * at + byte] = static_cast<std::byte>(halves[byte / 4] >> (24 - 8 * (byte % 4)));
      }
    }
  }
}

template <std::size_t lanes>
void hash(BcryptJob* job, std::uint32_t cost, BcryptLane* lane) noexcept {
  for (std::size_t i = 0; i < lanes; ++i) start(lane[i], job[i]);
  expand_with_salt<lanes>(lane);
  for (std::uint64_t left = std::uint64_t{1} << cost; left != 0; --left) {
    for (std::size_t i = 0; i < lanes; ++i) mix_key(lane[i]);
    expand<lanes>(lane);
    for (std::size_t i = 0; i < lanes; ++i) mix_salt(lane[i]);
    expand<lanes>(lane);
  }
  finish<lanes>(lane, job);
}

using Hash = void(BcryptJob*, std::uint32_t, BcryptLane*) noexcept;
constexpr Hash* hash_of_lanes[] = {hash<1>, hash<2>, hash<3>, hash<4>, hash<5>, hash<6>};
static_assert(std::size(hash_of_lanes) == bcrypt_most_lanes);

}  // namespace

void bcrypt_group(std::span<BcryptJob> jobs, std::uint32_t cost, std::span<BcryptLane> lanes) noexcept {
  hash_of_lanes[jobs.size() - 1](jobs.data(), cost, lanes.data());
  wipe(lanes.data(), lanes.size_bytes());
}

}  // namespace signet::inline v0::detail
