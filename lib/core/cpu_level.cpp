// The one place that asks the processor. SIGNET_HAVE_* are the levels that were built (cmake/kernels.cmake).
#include "core/cpu_level.hpp"

#ifdef SIGNET_HAVE_SHA
#include <cpuid.h>
#endif

namespace signet::inline v0::detail {

constinit std::atomic<std::uint8_t> chosen_level{level_not_asked};

namespace {

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
  if (level == CpuLevel::avx2) {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
           __builtin_cpu_supports("bmi2") != 0;
  }
#endif
#ifdef SIGNET_HAVE_AVX512
  if (level == CpuLevel::avx512) {
    return had(CpuLevel::avx2) && __builtin_cpu_supports("avx512f") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi") != 0;
  }
#endif
  return level == CpuLevel::scalar;
}

}  // namespace

CpuLevel ask_cpu_level() noexcept {
  CpuLevel best = CpuLevel::scalar;
  for (const CpuLevel level : cpu_levels) {
    if (has_cpu_level(level)) best = level;
  }
  // Whoever asks at the same time finds the same.
  chosen_level.store(static_cast<std::uint8_t>(best), std::memory_order_relaxed);
  return best;
}

bool has_cpu_level(CpuLevel level) noexcept {
  before_asking();
  return had(level);
}

// By CPUID itself: clang 14's __builtin_cpu_supports has no name for it. SSE registers are always kept.
bool has_sha_instructions() noexcept {
#ifdef SIGNET_HAVE_SHA
  if (cpu_level() == CpuLevel::scalar) return false;
  constexpr unsigned sha_bit = 1U << 29;
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & sha_bit) != 0;
#else
  return false;
#endif
}

bool use_cpu_level(CpuLevel level) noexcept {
  if (!has_cpu_level(level)) return false;
  chosen_level.store(static_cast<std::uint8_t>(level), std::memory_order_relaxed);
  return true;
}

}  // namespace signet::inline v0::detail
