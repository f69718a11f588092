// The one place that asks the processor. SIGNET_HAVE_*: levels that cmake/kernels.cmake found the compiler
// able to.
#include "core/cpu_level.hpp"

#include <atomic>

namespace signet::inline v0::detail {
namespace {

constexpr int not_asked = -1;
// Initialised by the compiler, so that kernels may run in other files' static initialisers.
constinit std::atomic<int> chosen{not_asked};

// __builtin_cpu_supports counts AVX and AVX-512 only if XCR0 says that the system keeps their registers.
[[maybe_unused]] void before_asking() noexcept {
#if defined(SIGNET_HAVE_AVX2) || defined(SIGNET_HAVE_AVX512)
  __builtin_cpu_init();  // static initialisers may come before libgcc's own
#endif
}

bool had([[maybe_unused]] CpuLevel level) noexcept {
#ifdef SIGNET_HAVE_NEON
  if (level == CpuLevel::neon) return true;
#endif
#ifdef SIGNET_HAVE_AVX2
  if (level == CpuLevel::avx2) return __builtin_cpu_supports("avx2") != 0;
#endif
#ifdef SIGNET_HAVE_AVX512
  if (level == CpuLevel::avx512) {
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vbmi") != 0;
  }
#endif
  return level == CpuLevel::scalar;
}

CpuLevel ask() noexcept {
  CpuLevel best = CpuLevel::scalar;
  for (const CpuLevel level : cpu_levels) {
    if (has_cpu_level(level)) best = level;
  }
  // Whoever asks at the same time finds the same.
  chosen.store(static_cast<int>(best), std::memory_order_relaxed);
  return best;
}

}  // namespace

CpuLevel cpu_level() noexcept {
  const int level = chosen.load(std::memory_order_relaxed);
  return level == not_asked ? ask() : static_cast<CpuLevel>(level);
}

bool has_cpu_level(CpuLevel level) noexcept {
  before_asking();
  return had(level);
}

bool use_cpu_level(CpuLevel level) noexcept {
  if (!has_cpu_level(level)) return false;
  chosen.store(static_cast<int>(level), std::memory_order_relaxed);
  return true;
}

}  // namespace signet::inline v0::detail
