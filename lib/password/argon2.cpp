// argon2 around its kernels: from the input to the first blocks, and from the last blocks to the tag.
#include "password/argon2.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/cpu_level.hpp"
#include "password/blake2b.hpp"
#include "password/little_endian.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::uint32_t slices = 4;

// By CpuLevel; those that this library was built without are never asked for.
constexpr Argon2Fill* kernels[] = {
    argon2_fill_scalar,
#ifdef SIGNET_HAVE_NEON
    argon2_fill_neon,
#else
    nullptr,
#endif
#ifdef SIGNET_HAVE_AVX2
    argon2_fill_avx2,
#else
    nullptr,
#endif
#ifdef SIGNET_HAVE_AVX512
    argon2_fill_avx512,
#else
    nullptr,
#endif
};

std::uint32_t segment_length(const Argon2Params& params) noexcept {
  return params.memory.count / (slices * params.lanes);
}

void update_counted(Blake2b& hash, std::span<const std::byte> bytes) noexcept {
  hash.update(static_cast<std::uint32_t>(bytes.size()));
  hash.update(bytes);
}

// H' of RFC 9106 §3.3: digests of 64 bytes, of which the first halves are kept, and a last one of what
// remains.
void hash_to_any_size(std::span<const std::byte> input, std::span<std::byte> out) noexcept {
  std::array<std::byte, 64> digest;
  const std::size_t first = std::min(out.size(), digest.size());
  Blake2b hash{first};
  hash.update(static_cast<std::uint32_t>(out.size()));
  hash.update(input);
  hash.finish(std::span{digest}.first(first));
  while (out.size() > digest.size()) {
    std::ranges::copy(std::span{digest}.first(32), out.begin());
    out = out.subspan(32);
    const std::size_t size = std::min(out.size(), digest.size());
    Blake2b next{size};
    next.update(digest);
    next.finish(std::span{digest}.first(size));
  }
  std::ranges::copy(std::span{digest}.first(out.size()), out.begin());
  wipe(digest.data(), digest.size());
}

// H0 of RFC 9106 §3.2, and room for the two numbers that make a first block of it.
struct Seed {
  std::array<std::byte, 72> bytes;

  Seed(const Argon2Job& job, std::size_t tag_size) noexcept {
    Blake2b hash{64};
    hash.update(job.params.lanes);
    hash.update(static_cast<std::uint32_t>(tag_size));
    hash.update(job.params.memory.count);
    hash.update(job.params.passes);
    hash.update(static_cast<std::uint32_t>(job.version));
    hash.update(static_cast<std::uint32_t>(job.params.type));
    update_counted(hash, std::as_bytes(std::span{job.password}));
    update_counted(hash, job.salt);
    update_counted(hash, job.secret);
    update_counted(hash, job.associated_data);
    hash.finish(std::span{bytes}.first(64));
  }
  Seed(const Seed&) = delete;
  Seed& operator=(const Seed&) = delete;
  ~Seed() { wipe(bytes.data(), bytes.size()); }

  void fill(Argon2Block& block, std::uint32_t index, std::uint32_t lane) noexcept {
    const std::uint32_t numbers[] = {little_endian(index), little_endian(lane)};
    std::memcpy(bytes.data() + 64, numbers, sizeof numbers);
    hash_to_any_size(bytes, std::as_writable_bytes(std::span{block.words}));
    for (std::uint64_t& word : block.words) word = little_endian(word);
  }
};

void fill_memory(const Argon2Job& job, std::span<Argon2Block> memory) noexcept {
  Argon2Fill* const fill = kernels[static_cast<std::uint8_t>(cpu_level())];
  Argon2Segment at{.memory = memory.data(),
                   .type = job.params.type,
                   .over_old = false,
                   .lanes = job.params.lanes,
                   .length = segment_length(job.params),
                   .passes = job.params.passes,
                   .pass = 0,
                   .slice = 0,
                   .lane = 0};
  for (at.pass = 0; at.pass < job.params.passes; ++at.pass) {
    at.over_old = at.pass > 0 && job.version == Argon2Version::v19;
    for (at.slice = 0; at.slice < slices; ++at.slice) {
      for (at.lane = 0; at.lane < job.params.lanes; ++at.lane) fill(at);
    }
  }
}

// RFC 9106 §3.2, steps 7 and 8.
void make_tag(std::span<Argon2Block> memory, std::size_t lane_length, std::span<std::byte> tag) noexcept {
  Argon2Block& sum = memory[lane_length - 1];
  for (std::size_t last = 2 * lane_length - 1; last < memory.size(); last += lane_length) {
    for (std::size_t i = 0; i < argon2_block_words; ++i) sum.words[i] ^= memory[last].words[i];
  }
  for (std::uint64_t& word : sum.words) word = little_endian(word);
  hash_to_any_size(std::as_bytes(std::span{sum.words}), tag);
}

// With several passes, to make any of the blocks that are left from a guessed password takes nearly all but
// the last pass. With one pass the first blocks would tell a guess at once, so all are wiped: by memset,
// which is faster than wipe() and no dead store, since the memory outlives the call.
void wipe_after(const Argon2Job& job, std::span<Argon2Block> memory) noexcept {
  if (job.params.passes == 1) {
    std::memset(memory.data(), 0, memory.size_bytes());
    return;
  }
  const std::size_t lane_length = memory.size() / job.params.lanes;
  for (std::size_t last = lane_length - 1; last < memory.size(); last += lane_length) {
    wipe(&memory[last], sizeof(Argon2Block));
  }
}

}  // namespace

std::size_t argon2_blocks(const Argon2Params& params) noexcept {
  return std::size_t{slices} * params.lanes * segment_length(params);
}

void argon2(const Argon2Job& job, std::span<Argon2Block> memory, std::span<std::byte> tag) noexcept {
  const std::size_t lane_length = memory.size() / job.params.lanes;
  Seed seed{job, tag.size()};
  for (std::uint32_t lane = 0; lane < job.params.lanes; ++lane) {
    seed.fill(memory[lane * lane_length], 0, lane);
    seed.fill(memory[lane * lane_length + 1], 1, lane);
  }
  fill_memory(job, memory);
  make_tag(memory, lane_length, tag);
  wipe_after(job, memory);
}

}  // namespace signet::inline v0::detail
