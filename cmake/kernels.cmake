# signet_kernel(token avx2 base64url_avx2.cpp): adds a file of one vector level, compiled for it, where the compiler can.
# lib/core/cpu_level.* asks at run time which levels the processor has; SIGNET_HAVE_<LEVEL> tells it what was built.
include(CheckCXXSourceCompiles)

set(signet_kernel_flags_avx2 -mavx2 -mbmi -mbmi2)
set(signet_kernel_flags_avx512 -mavx2 -mbmi -mbmi2 -mavx512f -mavx512bw -mavx512vbmi)
set(signet_kernel_flags_neon "")
# Without AVX on purpose: beside live AVX registers an SHA instruction takes some 50 times as long.
set(signet_kernel_flags_sha -msse4.1 -msha)
# What unwinding needs would be symbols shared with files of other levels (tests/rules/kernel_symbols.py).
set(signet_kernel_common -fno-exceptions)
# Under -O2, as distributions build, g++ keeps a block of argon2 in memory in place of registers.
list(APPEND signet_kernel_common $<$<NOT:$<CONFIG:Debug>>:-O3>)
# Older g++ warn of what their own avx512fintrin.h leaves undefined on purpose (GCC bug 105593).
list(APPEND signet_kernel_common
     $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,14>>:-Wno-uninitialized>)

# An architecture without the level refuses the flags or the header; so does a build for several at once.
function(signet_find_level level code)
  if(SIGNET_PORTABLE)
    return()
  endif()
  list(JOIN signet_kernel_flags_${level} " " CMAKE_REQUIRED_FLAGS)
  set(CMAKE_REQUIRED_QUIET ON)
  string(TOUPPER ${level} name)
  check_cxx_source_compiles("${code}" SIGNET_COMPILES_${name})
  set(SIGNET_HAVE_${name} ${SIGNET_COMPILES_${name}} PARENT_SCOPE)
endfunction()

signet_find_level(avx2 "#include <immintrin.h>
int main() { return _mm256_movemask_epi8(_mm256_set1_epi8(1)) + __builtin_cpu_supports(\"avx2\"); }")
signet_find_level(avx512 "#include <immintrin.h>
int main() {
  const __m512i x = _mm512_permutexvar_epi8(_mm512_set1_epi8(1), _mm512_set1_epi8(2));
  return static_cast<int>(_mm512_movepi8_mask(x)) + __builtin_cpu_supports(\"avx512vbmi\"); }")
signet_find_level(sha "#include <cpuid.h>
#include <immintrin.h>
int main() { return _mm_cvtsi128_si32(_mm_sha256msg1_epu32(_mm_set1_epi8(1), _mm_set1_epi8(2))); }")
signet_find_level(neon "#include <arm_neon.h>
#ifndef __aarch64__
#error vqtbx4 is of AArch64
#endif
int main() { return vmaxv_u8(vdup_n_u8(1)); }")

function(signet_kernel component level file)
  string(TOUPPER ${level} name)
  if(NOT SIGNET_HAVE_${name})
    return()
  endif()
  target_sources(signet_${component} PRIVATE ${file})
  foreach(target signet_token signet_${component})  # lib/core/cpu_level.cpp is of token
    target_compile_definitions(${target} PRIVATE SIGNET_HAVE_${name})
  endforeach()
  set_source_files_properties(${file} TARGET_DIRECTORY signet_${component}
                              PROPERTIES COMPILE_OPTIONS "${signet_kernel_flags_${level}};${signet_kernel_common}")
endfunction()
