// Plain members without vector instructions beyond the architecture's base, and which kernel is used.
#include "json/plain_members.hpp"

#include "core/cpu_level.hpp"
#include "json/open_names.hpp"
#include "json/plain_loop.hpp"
#ifdef __SSE2__
#include "json/plain_sse2.hpp"
#else
#include "core/digits.hpp"
#include "json/special_bytes.hpp"
#endif

namespace signet::inline v0::detail {
namespace {

#ifdef __SSE2__
using By16 = Sse2;
#else
struct By16 {
  static std::uint32_t special_of_16(const char* text) noexcept { return plain_of_16(text) ^ 0xffff; }
  static std::uint32_t plain_of_16(const char* text) noexcept { return detail::plain_of_16(text); }
  static std::uint32_t no_digits_of_16(const char* text) noexcept {
    return no_digits_of_8(eight_bytes(text)) | no_digits_of_8(eight_bytes(text + 8)) << 8;
  }

 private:
  static std::uint32_t no_digits_of_8(std::uint64_t bytes) noexcept {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    const std::uint64_t values = bytes ^ '0' * ones;
    return bits_of_8(((values & 0x7f * ones) + (0x80 - 10) * ones) | values);
  }
};
#endif

struct Base : By16 {
  static std::uint64_t special_of_64(const char* text) noexcept {
    const std::uint32_t low = plain_of_16(text) | plain_of_16(text + 16) << 16;
    const std::uint32_t high = plain_of_16(text + 32) | plain_of_16(text + 48) << 16;
    return ~(low | std::uint64_t{high} << 32);
  }
  static std::uint64_t special_of_few(const char* text, std::size_t size) noexcept {
    return detail::special_of_few<Base>(text, size);
  }
  static std::uint64_t head_of(const char* name, std::size_t size) noexcept {
    return OpenNames::head_of_plain(name, size);
  }
  static void leave() noexcept {}
};

}  // namespace

ReadPlainMembers* const plain_kernels[] = {
    read_plain_members_base,
    read_plain_members_base,  // NEON has none of its own
#ifdef SIGNET_HAVE_AVX2
    read_plain_members_avx2,
#else
    nullptr,
#endif
#ifdef SIGNET_HAVE_AVX512
    read_plain_members_avx512,
#else
    nullptr,
#endif
};

void read_plain_members_base(PlainMembers& members) noexcept { PlainLoop<Base>::read(members); }

}  // namespace signet::inline v0::detail
