// The kernels of base64url, one file per level. Included where AVX is compiled, so it defines no function: an
// inline one would be emitted there with AVX in it, and the linker might keep that copy for processors
// without.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signet::inline v0::detail {

enum class CpuLevel : std::uint8_t;

/// Decodes as much of `in` as is strict base64url; `out` has room for base64url_decoded_size(size) bytes and
/// is unspecified if that is not all. @return the offset of the first character that is not, `size` if there
/// is none
using Base64urlDecode = std::size_t(const char* in, std::size_t size, std::byte* out) noexcept;
/// `out` has room for base64url_encoded_size(size) characters.
using Base64urlEncode = void(const std::byte* in, std::size_t size, char* out) noexcept;

// All of them read and write within the sizes given, and leave no AVX register's upper half in use: a SHA
// instruction, which is SSE, would after that take some 50 times as long.
Base64urlDecode base64url_decode_scalar;
Base64urlEncode base64url_encode_scalar;
Base64urlDecode base64url_decode_neon;
Base64urlEncode base64url_encode_neon;
Base64urlDecode base64url_decode_avx2;
Base64urlEncode base64url_encode_avx2;
Base64urlDecode base64url_decode_avx512;
Base64urlEncode base64url_encode_avx512;

// By the level that this machine has. As base64url_decode of the public header, without a Result on the way.
Base64urlDecode base64url_decode_vectors;

struct Base64urlKernel {
  Base64urlDecode* decode;
  Base64urlEncode* encode;
};
/// The kernel of a level that is had (core/cpu_level.hpp); null functions for one that was not built.
const Base64urlKernel& base64url_kernel(CpuLevel level) noexcept;

}  // namespace signet::inline v0::detail
