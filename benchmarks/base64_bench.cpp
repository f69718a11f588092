// base64url of the parts of a token: the scalar kernel, signet as it chooses, and each vector level this
// machine has.
#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "harness.hpp"
#include "jose/base64url_kernels.hpp"
#include "signet/jose/base64url.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;
using signet::detail::CpuLevel;

struct Part {
  std::string name;
  std::size_t bytes;
};

// A header with a kid, the signatures of HS256, ES256 and RS256, the payload of the eight claims.
const Part parts[] = {
    {"header", 45}, {"hs256", 32}, {"es256", 64}, {"rs256", 256}, {"payload", 257},
};

std::string bytes_of(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) bytes += static_cast<char>(bytes.size() * 167 + 13);
  return bytes;
}

std::vector<CpuLevel> vector_levels() {
  std::vector<CpuLevel> had;
  for (const CpuLevel level : detail::cpu_levels) {
    if (level != CpuLevel::scalar && detail::has_cpu_level(level)) had.push_back(level);
  }
  return had;
}

// Shared by all arms of a case: where a buffer lies costs as much as a kernel does.
struct Buffers {
  explicit Buffers(std::size_t size) : bytes(bytes_of(size)), text(base64url_encode(bytes)) {}
  std::string bytes;
  std::string text;
  alignas(64) std::array<std::byte, 512> room{};
};
using Shared = std::shared_ptr<Buffers>;

// One call of an arm does the job this often, since one job takes no longer than calling an arm.
constexpr int times = 16;

template <class Job>
Arm arm(std::string_view subject, const Shared& shared, Job job) {
  return {std::string{subject},
          [shared, job] {
            for (int i = 0; i < times; ++i) {
              job(*shared);
              benchmark::ClobberMemory();
            }
          },
          {},
          times};
}

Arm decoder(CpuLevel level, const Shared& shared) {
  return arm(to_string(level), shared, [decode = detail::base64url_kernel(level).decode](Buffers& buffers) {
    const std::string_view text = buffers.text;
    if (decode(text.data(), text.size(), buffers.room.data()) != text.size()) stop("a text was refused");
  });
}

Arm encoder(CpuLevel level, const Shared& shared) {
  return arm(to_string(level), shared, [encode = detail::base64url_kernel(level).encode](Buffers& buffers) {
    const auto bytes = std::as_bytes(std::span{buffers.bytes});
    encode(bytes.data(), bytes.size(), reinterpret_cast<char*>(buffers.room.data()));
  });
}

// signet: by the public function, with its bounds, its choice of a kernel and its Result.
Case decoding(const Part& part) {
  const auto shared = std::make_shared<Buffers>(part.bytes);
  Case one{"base64url_decode_" + part.name + "", "scalar", decoder(CpuLevel::scalar, shared), {}, 0.1};
  one.subjects.push_back(arm("signet", shared, [](Buffers& buffers) {
    if (!base64url_decode(buffers.text, buffers.room)) stop("a text was refused");
  }));
  for (const CpuLevel level : vector_levels()) one.subjects.push_back(decoder(level, shared));
  return one;
}

Case encoding(const Part& part) {
  const auto shared = std::make_shared<Buffers>(part.bytes);
  Case one{"base64url_encode_" + part.name + "", "scalar", encoder(CpuLevel::scalar, shared), {}, 0.1};
  one.subjects.push_back(arm("signet", shared, [](Buffers& buffers) {
    base64url_encode(std::as_bytes(std::span{buffers.bytes}), reinterpret_cast<char*>(buffers.room.data()));
  }));
  for (const CpuLevel level : vector_levels()) one.subjects.push_back(encoder(level, shared));
  return one;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (const Part& part : parts) cases.push_back(decoding(part));
  for (const Part& part : parts) cases.push_back(encoding(part));
  return run_program(argc, argv, cases);
}
