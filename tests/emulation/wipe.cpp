// core's wipe without OpenSSL, which this build has not.
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

void wipe(void* bytes, std::size_t size) noexcept {
  auto* const wiped = static_cast<volatile std::byte*>(bytes);
  for (std::size_t i = 0; i < size; ++i) wiped[i] = std::byte{0};
}

}  // namespace signet::inline v0
