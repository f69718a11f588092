// Which vector instructions this machine has, asked once; every kernel with a faster form is chosen by it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace signet::inline v0::detail {

/// What a kernel may use. A level counts as had when the processor has all of its instructions, the operating
/// system keeps its registers, and the compiler that built this library could produce it.
enum class CpuLevel : std::uint8_t {
  scalar,  ///< nothing beyond the architecture's base
  neon,    ///< AArch64, of which Advanced SIMD is a part
  avx2,    ///< with BMI1 and BMI2, which came with it
  avx512,  ///< F, BW and VBMI: Ice Lake, Zen 4 and later, where 512 bits cost no clock rate worth naming
};
inline constexpr CpuLevel cpu_levels[] = {CpuLevel::scalar, CpuLevel::neon, CpuLevel::avx2, CpuLevel::avx512};

constexpr std::string_view to_string(CpuLevel level) noexcept {
  constexpr std::string_view names[] = {"scalar", "neon", "avx2", "avx512"};
  return names[static_cast<std::uint8_t>(level)];
}

inline constexpr std::uint8_t level_not_asked = 0xff;
// Initialised by the compiler, so that kernels may run in static initialisers.
extern constinit std::atomic<std::uint8_t> chosen_level;
CpuLevel ask_cpu_level() noexcept;

/// The level that kernels run at: the highest that is had, unless `use_cpu_level` said otherwise.
/// @thread safe, also before main and from several threads at the first call
inline CpuLevel cpu_level() noexcept {
  const std::uint8_t level = chosen_level.load(std::memory_order_relaxed);
  return level == level_not_asked ? ask_cpu_level() : static_cast<CpuLevel>(level);
}

bool has_cpu_level(CpuLevel level) noexcept;

/// Whether kernels may use the SHA-256 instructions of x86: a matter apart from vectors, but that at the
/// level `scalar` no kernel uses them.
/// @thread safe, also before main
bool has_sha_instructions() noexcept;

/// From now on all kernels run at `level`; for tests and benchmarks, which look at each. @return false, and
/// nothing changed, where the level is not had
bool use_cpu_level(CpuLevel level) noexcept;

}  // namespace signet::inline v0::detail
