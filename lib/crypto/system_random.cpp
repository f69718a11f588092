// core's system_random, over OpenSSL's generator for private values.
#include <openssl/rand.h>

#include <climits>

#include "signet/core/random.hpp"

namespace signet::inline v0 {
namespace {

class SystemRandom final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    while (!out.empty()) {
      const std::size_t size = out.size() < INT_MAX ? out.size() : INT_MAX;
      if (RAND_priv_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(size)) != 1) {
        return Error{Errc::random_unavailable};
      }
      out = out.subspan(size);
    }
    return {};
  }
};

}  // namespace

RandomSource& system_random() noexcept {
  static SystemRandom source;
  return source;
}

}  // namespace signet::inline v0
