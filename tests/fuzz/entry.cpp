// What libFuzzer, or the replay in its place, calls.
#include <cstddef>
#include <cstdlib>

#include "core/cpu_level.hpp"
#include "fuzz/target.hpp"

// SIGNET_FUZZ_LEVEL names the level that kernels run at; unset or `best`: the highest.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  using namespace signet;
  const char* const wanted = std::getenv("SIGNET_FUZZ_LEVEL");
  if (wanted == nullptr || std::string_view{wanted} == "best") return 0;
  for (const detail::CpuLevel level : detail::cpu_levels) {
    if (wanted == to_string(level) && detail::use_cpu_level(level)) return 0;
  }
  std::fprintf(stderr, "this processor has not the level %s\n", wanted);
  std::exit(77);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  signet_fuzz::look_at({reinterpret_cast<const char*>(data), size});
  return 0;
}
