// Stripes of bytes drawn ahead, each of which one thread holds at a time.
#include "signet/core/buffered_random.hpp"

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "core/thread_number.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

// How often this process was forked off since the first count: what was drawn at another count is a parent's.
std::atomic<std::uint64_t> forks{0};

// Whether forks are counted; a system without memory for the handler cannot.
bool forks_are_counted() noexcept {
  static const bool counted =
      pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); }) == 0;
  return counted;
}

struct alignas(64) RandomStripe {
  Result<void> fill(std::span<std::byte> out, RandomSource& source) {
    const std::uint64_t forks_now = forks.load(std::memory_order_relaxed);
    if (left < out.size() || drawn_at != forks_now) {
      left = 0;
      if (const auto drawn = source.fill(bytes); !drawn) return drawn;
      left = bytes.size();
      drawn_at = forks_now;
    }
    left -= out.size();
    std::memcpy(out.data(), bytes.data() + left, out.size());
    wipe(bytes.data() + left, out.size());
    return {};
  }

  std::atomic<bool> taken{false};
  std::uint64_t drawn_at = 0;
  std::size_t left = 0;  // those at the front are still to be handed out
  std::array<std::byte, 4096> bytes;
};

}  // namespace

struct RandomStripes {
  ~RandomStripes() {
    for (RandomStripe& stripe : each) wipe(stripe.bytes.data(), stripe.bytes.size());
  }

  // A stripe that nobody holds, which is then the caller's; null when all are held, as one may stay for ever
  // in a process that was forked off while another thread held it.
  RandomStripe* take() noexcept {
    const std::size_t first = thread_number();
    for (std::size_t i = 0; i < each.size(); ++i) {
      RandomStripe& stripe = each[(first + i) % each.size()];
      if (!stripe.taken.exchange(true, std::memory_order_acquire)) return &stripe;
    }
    return nullptr;
  }

  std::array<RandomStripe, 8> each;
};

void free_random_stripes(RandomStripes* stripes) noexcept { delete stripes; }

namespace {

// Gives a stripe back, also when the source throws.
class HeldStripe {
 public:
  explicit HeldStripe(RandomStripe& stripe) noexcept : stripe_(stripe) {}
  ~HeldStripe() { stripe_.taken.store(false, std::memory_order_release); }
  HeldStripe(const HeldStripe&) = delete;
  HeldStripe& operator=(const HeldStripe&) = delete;

  RandomStripe* operator->() const noexcept { return &stripe_; }

 private:
  RandomStripe& stripe_;
};

}  // namespace
}  // namespace detail

BufferedRandomSource::BufferedRandomSource(RandomSource& source)
    : source_(&source), stripes_(new detail::RandomStripes) {}

Result<void> BufferedRandomSource::fill(std::span<std::byte> out) {
  if (out.empty()) return {};
  if (out.size() > longest || !detail::forks_are_counted()) return source_->fill(out);
  detail::RandomStripe* const stripe = stripes_->take();
  if (stripe == nullptr) return source_->fill(out);
  return detail::HeldStripe { *stripe } -> fill(out, *source_);
}

}  // namespace signet::inline v0
