// The run-time side of base64url: which kernel, bounds, errors, and strings of the right size.
#include "signet/jose/base64url.hpp"

#include "core/cpu_level.hpp"
#include "jose/base64url_kernels.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

// By CpuLevel; those that this library was built without are never asked for.
constexpr Base64urlKernel kernels[] = {
    {base64url_decode_scalar, base64url_encode_scalar},
#ifdef SIGNET_HAVE_NEON
    {base64url_decode_neon, base64url_encode_neon},
#else
    {},
#endif
#ifdef SIGNET_HAVE_AVX2
    {base64url_decode_avx2, base64url_encode_avx2},
#else
    {},
#endif
#ifdef SIGNET_HAVE_AVX512
    {base64url_decode_avx512, base64url_encode_avx512},
#else
    {},
#endif
};

}  // namespace

const Base64urlKernel& base64url_kernel(CpuLevel level) noexcept {
  return kernels[static_cast<std::uint8_t>(level)];
}

void base64url_encode_vectors(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_kernel(cpu_level()).encode(in, size, out);
}

std::size_t base64url_decode_vectors(const char* in, std::size_t size, std::byte* out) noexcept {
  return base64url_kernel(cpu_level()).decode(in, size, out);
}

}  // namespace detail

std::string base64url_encode(std::span<const std::byte> in) {
  std::string out(base64url_encoded_size(in.size()), '\0');
  base64url_encode(in, out.data());
  return out;
}

std::string base64url_encode(std::string_view in) { return base64url_encode(std::as_bytes(std::span{in})); }

// Apart and cold, so that it costs a good text nothing.
[[gnu::cold]] static Result<std::size_t> refused(std::size_t at) noexcept {
  return Error::at(Errc::base64url_invalid, at);
}

Result<std::size_t> base64url_decode(std::string_view in, std::span<std::byte> out) noexcept {
  const std::size_t size = base64url_decoded_size(in.size());
  if (size > out.size()) return refused(base64url_encoded_size(out.size()));
  const std::size_t good = detail::base64url_decode_vectors(in.data(), in.size(), out.data());
  if (good != in.size()) return refused(good);
  return size;
}

Result<std::string> base64url_decode(std::string_view in) {
  std::string out(base64url_decoded_size(in.size()), '\0');
  const auto size = base64url_decode(in, std::as_writable_bytes(std::span{out}));
  if (!size) return size.error();
  return out;
}

}  // namespace signet::inline v0
