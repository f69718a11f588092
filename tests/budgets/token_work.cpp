// token_work ALGORITHM_WORK N [LEVEL]: does one piece of token work N times, for a tool that counts its
// instructions. Without arguments: what this was built with.
#define OPENSSL_SUPPRESS_DEPRECATED  // RAND_METHOD, which needs no provider of our own

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "core/cpu_level.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

constexpr auto noon = NumericDate::from_seconds(1'700'000'000);

// hs256_verify, hs256_bare_verify, …
const std::function<void()>& job_of(const TokenJobs& jobs, std::string_view work) {
  if (work == "verify") return jobs.verify;
  if (work == "sign") return jobs.sign_given;
  if (work == "bare_verify") return jobs.bare_verify;
  if (work == "bare_sign") return jobs.bare_sign;
  stop("no such case");
}

Algorithm algorithm_of(std::string_view name) {
  if (name == "hs256") return Algorithm::HS256;
  if (name == "rs256") return Algorithm::RS256;
  if (name == "ps256") return Algorithm::PS256;
  if (name == "es256") return Algorithm::ES256;
  if (name == "eddsa") return Algorithm::EdDSA;
  stop("no such case");
}

// Random bytes cost more or less by what they are: an RSA key is blinded by a number whose inverse is sought.
int same_bytes(unsigned char* out, int size) {
  static std::uint32_t state = 1;
  for (int i = 0; i < size; ++i) {
    state = state * 1664525 + 1013904223;
    out[i] = static_cast<unsigned char>(state >> 24);
  }
  return 1;
}
int always_ready() { return 1; }

// OpenSSL's random bytes are the same in every run, so that every run counts the same.
void make_repeatable() {
  static const RAND_METHOD method{nullptr, same_bytes, nullptr, nullptr, same_bytes, always_ready};
  if (RAND_set_rand_method(&method) != 1) stop("OpenSSL takes no random source");
}

void use_level(std::string_view name) {
  for (const detail::CpuLevel level : detail::cpu_levels) {
    if (name == to_string(level) && detail::use_cpu_level(level)) return;
  }
  std::fputs("token_work: this processor has not that level\n", stderr);
  std::exit(77);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::printf("%s, %s\n", SIGNET_COMPILER, OpenSSL_version(OPENSSL_VERSION));
    return 0;
  }
  make_repeatable();
  if (argc > 3) use_level(argv[3]);
  const std::string_view name = argv[1];
  const auto line = name.find('_');
  if (line == std::string_view::npos) stop("no such case");
  const TokenJobs jobs = token_jobs(algorithm_of(name.substr(0, line)), noon);
  const auto& job = job_of(jobs, name.substr(line + 1));
  for (long left = std::strtol(argv[2], nullptr, 10); left > 0; --left) job();
}
