// PBKDF2: begins each block's chain, hands as many to a kernel as it takes, and collects.
#include "password/pbkdf2.hpp"

#include <algorithm>

#include "core/cpu_level.hpp"
#include "crypto/hmac_states.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t digest_size = sizeof(Sha256);

std::array<std::byte, 4> big_endian(std::uint32_t word) noexcept {
  return {std::byte(word >> 24), std::byte(word >> 16 & 0xff), std::byte(word >> 8 & 0xff),
          std::byte(word & 0xff)};
}

Sha256 bytes_of(const std::uint32_t* words) noexcept {
  Sha256 bytes;
  for (std::size_t i = 0; i < digest_size; ++i) {
    bytes[i] = static_cast<std::byte>(words[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
  }
  return bytes;
}

void put_words(const Sha256& bytes, std::uint32_t* words) noexcept {
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  for (std::size_t i = 0; i < digest_size; i += 4) {
    *words++ = at(i) << 24 | at(i + 1) << 16 | at(i + 2) << 8 | at(i + 3);
  }
}

std::size_t blocks_of(const Pbkdf2Job& job) noexcept {
  return (job.out.size() + digest_size - 1) / digest_size;
}

/// Goes through the blocks of all jobs.
class Blocks {
 public:
  explicit Blocks(std::span<const Pbkdf2Job> jobs) noexcept : jobs_(jobs) {
    for (const Pbkdf2Job& job : jobs) left_ += blocks_of(job);
  }

  std::size_t left() const noexcept { return left_; }

  /// Begins the next block's chain, up to U_1, and gives where its sum is to go.
  std::span<std::byte> begin_next(Pbkdf2Chain& chain) noexcept {
    while (taken_ == blocks_of(jobs_.front())) {
      jobs_ = jobs_.subspan(1);
      taken_ = 0;
    }
    const Pbkdf2Job& job = jobs_.front();
    const auto out = job.out.subspan(taken_ * digest_size);
    ++taken_;
    --left_;
    begin(chain, job, static_cast<std::uint32_t>(taken_));
    return out.first(std::min(out.size(), digest_size));
  }

 private:
  static void begin(Pbkdf2Chain& chain, const Pbkdf2Job& job, std::uint32_t number) noexcept {
    HmacStates<Sha256> states{std::as_bytes(std::span{job.password})};
    std::ranges::copy(states.inner.words(), chain.inner);
    std::ranges::copy(states.outer.words(), chain.outer);
    states.inner.update(job.salt);
    states.inner.update(big_endian(number));
    Sha256 digest = states.inner.finish();
    states.outer.update(digest);
    digest = states.outer.finish();
    put_words(digest, chain.last);
    std::ranges::copy(chain.last, chain.sum);
    wipe(digest.data(), digest.size());
    wipe(&states, sizeof states);
  }

  std::span<const Pbkdf2Job> jobs_;
  std::size_t taken_ = 0;  // blocks of the first job
  std::size_t left_ = 0;
};

// Vectors beyond the registers there are lie in the frames of the calls that came before, as does what
// OpenSSL put there. This one takes their place, which a sanitizer's red zones would keep it from.
[[gnu::noinline, gnu::no_sanitize_address]] void wipe_frames() noexcept {
  std::array<std::byte, 16 * 1024> frames;
  wipe(frames.data(), frames.size());
}

}  // namespace

// Where nothing faster is had: OpenSSL's compression, which chooses by the processor for itself.
void pbkdf2_rounds_portable(Pbkdf2Chain* chain, std::uint32_t rounds) noexcept {
  auto inner = HashState<Sha256>::after_one_block(chain->inner);
  auto outer = HashState<Sha256>::after_one_block(chain->outer);
  HashState<Sha256> state;
  Sha256 last = bytes_of(chain->last);
  Sha256 sum = bytes_of(chain->sum);
  for (; rounds != 0; --rounds) {
    state = inner;
    state.update(last);
    last = state.finish();
    state = outer;
    state.update(last);
    last = state.finish();
    for (std::size_t i = 0; i < digest_size; ++i) sum[i] ^= last[i];
  }
  put_words(last, chain->last);
  put_words(sum, chain->sum);
  for (auto* spent : {&inner, &outer, &state}) wipe(spent, sizeof *spent);
  for (auto* spent : {&last, &sum}) wipe(spent, sizeof *spent);
}

Pbkdf2Kernels pbkdf2_kernels() noexcept {
  constexpr std::size_t never = SIZE_MAX;
  Pbkdf2Kernel narrow{pbkdf2_rounds_portable, 1, 1};
  Pbkdf2Kernel wide{pbkdf2_rounds_portable, 1, never};
  [[maybe_unused]] const CpuLevel level = cpu_level();
#ifdef SIGNET_HAVE_AVX2
  if (level >= CpuLevel::avx2) wide = {pbkdf2_rounds_avx2, 8, 3};
#endif
#ifdef SIGNET_HAVE_SHA
  if (has_sha_instructions()) {
    narrow = {pbkdf2_rounds_sha, 1, 1};
    wide.worth = never;  // eight lanes of AVX2 are slower than eight runs of this
  }
#endif
#ifdef SIGNET_HAVE_AVX512
  if (level >= CpuLevel::avx512) wide = {pbkdf2_rounds_avx512, 16, 6};
#endif
  return {narrow, wide};
}

void pbkdf2_sha256(std::span<const Pbkdf2Job> jobs, std::uint32_t iterations,
                   const Pbkdf2Kernels& kernels) noexcept {
  std::array<Pbkdf2Chain, pbkdf2_most_lanes> chains{};
  std::array<std::span<std::byte>, pbkdf2_most_lanes> outs;
  for (Blocks blocks{jobs}; blocks.left() != 0;) {
    const Pbkdf2Kernel& kernel = blocks.left() >= kernels.wide.worth ? kernels.wide : kernels.narrow;
    const std::size_t count = std::min(blocks.left(), kernel.width);
    for (std::size_t i = 0; i < count; ++i) outs[i] = blocks.begin_next(chains[i]);
    kernel.rounds(chains.data(), iterations - 1);
    for (std::size_t i = 0; i < count; ++i) {
      Sha256 sum = bytes_of(chains[i].sum);
      std::copy_n(sum.begin(), outs[i].size(), outs[i].begin());
      wipe(sum.data(), sum.size());
    }
  }
  wipe(chains.data(), sizeof chains);
  wipe_frames();
}

}  // namespace signet::inline v0::detail
