// What libFuzzer, or the replay in its place, calls.
#include <cstddef>

#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signet_fuzz::look_at({reinterpret_cast<const char*>(data), size});
  return 0;
}
