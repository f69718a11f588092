// base64url's kernels against memory that may not be touched, and against the state they must leave the
// processor in.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "base64url_oracle.hpp"
#include "signet/jose/base64url.hpp"
#include "support/cpu_levels.hpp"

using namespace signet;
using base64url_oracle::Random;
using signet_test::at_each_cpu_level;

namespace {

// One readable page between two that end the process when touched.
class GuardedPage {
 public:
  GuardedPage() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))) {
    void* const mapped = mmap(nullptr, 3 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(mapped != MAP_FAILED);
    begin_ = static_cast<char*>(mapped) + page_;
    REQUIRE(mprotect(begin_, page_, PROT_READ | PROT_WRITE) == 0);
  }
  ~GuardedPage() { munmap(begin_ - page_, 3 * page_); }
  GuardedPage(const GuardedPage&) = delete;
  GuardedPage& operator=(const GuardedPage&) = delete;

  char* first() const { return begin_; }
  char* last(std::size_t size) const { return begin_ + page_ - size; }

 private:
  std::size_t page_;
  char* begin_ = nullptr;
};

// What lies beside the room that a kernel was given, and must stay as it is.
constexpr char untouched = 0x5a;

struct Places {
  char* in;
  char* out;
};

void decode_there(Places at, std::string_view text, std::string_view bytes) {
  std::memset(at.out, untouched, bytes.size());
  std::memcpy(at.in, text.data(), text.size());
  const auto size =
      base64url_decode({at.in, text.size()}, std::as_writable_bytes(std::span{at.out, bytes.size()}));
  REQUIRE(*size == bytes.size());
  REQUIRE(std::string_view{at.out, bytes.size()} == bytes);
  if (text.empty()) return;
  at.in[text.size() - 1] = '=';
  REQUIRE_FALSE(
      base64url_decode({at.in, text.size()}, std::as_writable_bytes(std::span{at.out, bytes.size()})));
}

void encode_there(Places at, std::string_view text, std::string_view bytes) {
  std::memcpy(at.in, bytes.data(), bytes.size());
  base64url_encode(std::as_bytes(std::span{at.in, bytes.size()}), at.out);
  REQUIRE(std::string_view{at.out, text.size()} == text);
}

}  // namespace

TEST_CASE(
    "at every level, no byte outside the text and its room is read or written: pages beside them are "
    "closed") {
  const GuardedPage in;
  const GuardedPage out;
  at_each_cpu_level([&] {
    Random random;
    for (std::size_t size = 0; size <= 300; ++size) {
      const std::string bytes = random.bytes(size);
      const std::string text = base64url_oracle::encode(bytes);
      decode_there({in.last(text.size()), out.last(size)}, text, bytes);
      decode_there({in.first(), out.first()}, text, bytes);
      encode_there({in.last(size), out.last(text.size())}, text, bytes);
      encode_there({in.first(), out.first()}, text, bytes);
    }
  });
}

TEST_CASE("at every level, a text of 1 mod 4 or of wrong bytes is refused without a look beyond it") {
  const GuardedPage in;
  const GuardedPage out;
  at_each_cpu_level([&] {
    Random random;
    for (std::size_t length = 1; length <= 300; ++length) {
      std::string text = random.characters(length);
      if (length % 4 != 1) text[random.below(length)] = '\xff';
      char* const there = in.last(length);
      std::memcpy(there, text.data(), length);
      const std::size_t room = base64url_decoded_size(length);
      const auto decoded =
          base64url_decode({there, length}, std::as_writable_bytes(std::span{out.last(room), room}));
      REQUIRE_FALSE(decoded);
      REQUIRE(decoded.error().position() == base64url_oracle::decode(text).refused_at);
    }
  });
}

TEST_CASE("at every level, what lies behind the room that a text needs keeps its bytes") {
  at_each_cpu_level([] {
    Random random;
    for (std::size_t size = 0; size <= 300; ++size) {
      const std::string bytes = random.bytes(size);
      const std::string text = base64url_oracle::encode(bytes);
      std::string room(size + 64, untouched);
      REQUIRE(*base64url_decode(text, std::as_writable_bytes(std::span{room})) == size);
      REQUIRE(room == bytes + std::string(64, untouched));
      std::string characters(text.size() + 64, untouched);
      base64url_encode(std::as_bytes(std::span{bytes}), characters.data());
      REQUIRE(characters == text + std::string(64, untouched));
    }
  });
}

#ifdef __x86_64__
namespace {

// Bit 2: upper halves of the AVX registers; bit 6: those of the lower AVX-512 registers.
bool upper_halves_in_use() {
  unsigned low = 0;
  unsigned high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(1));
  return (low & (1U << 2 | 1U << 6)) != 0;
}

// Whether XGETBV tells so (Intel SDM, CPUID leaf 0DH, sub-leaf 1, EAX bit 2), which emulators need not.
bool tells_what_is_in_use() {
  unsigned a = 0xd;
  unsigned b = 0;
  unsigned c = 1;
  unsigned d = 0;
  asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  if ((a & 4) == 0) return false;
  asm volatile("vpcmpeqd %%ymm0, %%ymm0, %%ymm0" ::: "xmm0");
  const bool in_use = upper_halves_in_use();
  asm volatile("vzeroupper" ::: "memory");
  return in_use && !upper_halves_in_use();
}

}  // namespace

TEST_CASE("no kernel leaves an upper half of a register in use, beside which SHA instructions are slow") {
  if (!detail::has_cpu_level(detail::CpuLevel::avx2) || !tells_what_is_in_use()) {
    MESSAGE("skipped: this processor has no AVX2, or does not tell which registers are in use");
    return;
  }
  const std::string longest = base64url_oracle::encode(std::string(300, 'x'));
  at_each_cpu_level([&] {
    std::string room(400, '\0');
    for (std::size_t length = 0; length <= longest.size(); ++length) {
      static_cast<void>(base64url_decode({longest.data(), length}, std::as_writable_bytes(std::span{room})));
      const bool after_decoding = upper_halves_in_use();
      base64url_encode(std::as_bytes(std::span{longest.data(), length * 3 / 4}), room.data());
      const bool after_encoding = upper_halves_in_use();
      REQUIRE_FALSE(after_decoding);
      REQUIRE_FALSE(after_encoding);
    }
  });
}
#endif
