// Password hashes over what Debian's libraries take for them: argon2id over libargon2, bcrypt over libxcrypt,
// PBKDF2 over OpenSSL; and reading a stored hash over one block of SHA-256.
//
// signet verifies as on a worker of HashPool: by PasswordHasher, in the worker's memory. Several passwords at
// once go to the kernel that the worker calls.
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_Transform is one block and nothing else

#include <benchmark/benchmark.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/cpu_level.hpp"
#include "harness.hpp"
#include "password/arena.hpp"
#include "password/argon2.hpp"
#include "password/bcrypt_lanes.hpp"
#include "password/pbkdf2.hpp"
#include "password_jobs.hpp"
#include "signet/password/password_hasher.hpp"
#include "token_jobs.hpp"

namespace {

using namespace signet;
using namespace signet_bench;
using signet::detail::CpuLevel;

// What a slow-down has to be to be seen. The gates are ratios like 0.45 and 1.10.
constexpr double planted = 0.1;

// As a thread does that keeps no memory: mapped for the call.
void verify_elsewhere(const Argon2Params& params, const Tag& expected) {
  auto arena = detail::Arena::map(detail::argon2_blocks(params));
  if (!arena) stop("no memory");
  const detail::Argon2Job job{.params = params, .password = password, .salt = std::as_bytes(std::span{salt})};
  Tag tag{};
  detail::argon2(job, arena->blocks(), tag);
  if (tag != expected) stop("signet and libargon2 differ");
}

Case argon2id(std::string name, const Argon2Params& params) {
  const Tag expected = by_libargon2(params);
  const CpuLevel best = detail::cpu_level();
  const auto verify = verification(stored_form(params, expected));
  Case one{std::move(name), "libargon2", {"libargon2", [params] { by_libargon2(params); }}, {}, planted};
  one.subjects.push_back({"signet", verify, best});
  for (const CpuLevel level : detail::cpu_levels) {
    if (level != best && detail::has_cpu_level(level))
      one.subjects.push_back({"signet, " + std::string{to_string(level)}, verify, level});
  }
  one.subjects.push_back(
      {"signet, mapped anew", [params, expected] { verify_elsewhere(params, expected); }, best});
#ifdef SIGNET_HAVE_LIBSODIUM
  one.subjects.push_back({"libsodium", [params, expected] {
                            if (by_libsodium(params) != expected) stop("libsodium and libargon2 differ");
                          }});
#endif
  return one;
}

Case bcrypt(std::string name, const BcryptParams& params) {
  Case one{std::move(name), "libxcrypt", {"libxcrypt", [params] { by_libxcrypt(params); }}, {}, planted};
  one.subjects.push_back({"signet", verification(by_libxcrypt(params))});
  return one;
}

// Of a group the time per password is compared, hence verifications per core and second.
Case bcrypt_batched(std::string name, const BcryptParams& params) {
  const auto stored = detail::BcryptString::parse(by_libxcrypt(params));
  Case one{std::move(name), "libxcrypt", {"libxcrypt", [params] { by_libxcrypt(params); }}, {}, planted};
  const std::size_t size = detail::bcrypt_lanes();
  one.subjects.push_back({.subject = "signet",
                          .once =
                              [size, expected = *stored] {
                                std::array<detail::BcryptJob, detail::bcrypt_most_lanes> jobs;
                                std::array<detail::BcryptLane, detail::bcrypt_most_lanes> lanes;
                                jobs.fill({.password = password, .salt = expected.salt, .digest = {}});
                                const auto group = std::span{jobs}.first(size);
                                detail::bcrypt_group(group, expected.cost, std::span{lanes}.first(size));
                                for (const detail::BcryptJob& job : group)
                                  if (job.digest != expected.digest) stop("signet and libxcrypt differ");
                              },
                          .jobs = static_cast<int>(size)});
  return one;
}

Arm openssl(const Pbkdf2Params& params) {
  return {"openssl", [params] { by_openssl(params); }};
}

Case pbkdf2(std::string name, const Pbkdf2Params& params) {
  Case one{std::move(name), "openssl", openssl(params), {}, planted};
  one.subjects.push_back(
      {"signet", verification(stored_form(params, by_openssl(params))), detail::cpu_level()});
  return one;
}

void pbkdf2_group(std::size_t size, const Pbkdf2Params& params, const Tag& expected) {
  std::array<Tag, detail::pbkdf2_most_lanes> tags;
  std::vector<detail::Pbkdf2Job> jobs;
  for (std::size_t i = 0; i < size; ++i)
    jobs.push_back({.password = password, .salt = std::as_bytes(std::span{salt}), .out = tags[i]});
  detail::pbkdf2_sha256(jobs, params.iterations);
  for (std::size_t i = 0; i < size; ++i)
    if (tags[i] != expected) stop("signet and OpenSSL differ");
}

Case pbkdf2_batched(std::string name, const Pbkdf2Params& params) {
  const std::size_t size = detail::pbkdf2_kernels().wide.width;
  Case one{std::move(name), "openssl", openssl(params), {}, planted};
  one.subjects.push_back(
      {"signet", [size, params, expected = by_openssl(params)] { pbkdf2_group(size, params, expected); },
       detail::cpu_level(), static_cast<int>(size)});
  return one;
}

// What every login asks of a stored hash whose parameters are the target's.
Case reading(std::string name) {
  constexpr int times = 16;
  const std::string stored = stored_form(presets::standard, Tag{});
  Case one{std::move(name), "sha256_block", {}, {}, planted};
  one.floor = {"sha256_block",
               [state = SHA256_CTX{}, block = std::array<unsigned char, 64>{}]() mutable {
                 for (int i = 0; i < times; ++i) SHA256_Transform(&state, block.data());
                 benchmark::DoNotOptimize(state);
               },
               {},
               times};
  one.subjects.push_back({"signet",
                          [stored, hasher = *PasswordHasher::build()] {
                            for (int i = 0; i < times; ++i) {
                              const auto reasons = hasher.needs_rehash(stored);
                              if (!reasons || reasons->any())
                                stop("a hash like the target is to be made anew");
                            }
                          },
                          {},
                          times});
  return one;
}

}  // namespace

int main(int argc, char** argv) {
  const detail::WorkerArena arena;  // this thread is a worker
  std::vector cases{argon2id("argon2id_19mib_t2_p1", presets::owasp_minimum),
                    argon2id("argon2id_64mib_t3_p1", presets::hardened),
                    bcrypt("bcrypt_cost10", {.cost = 10}),
                    bcrypt_batched("bcrypt_cost10_batched", {.cost = 10}),
                    pbkdf2("pbkdf2_600000", presets::fips),
                    pbkdf2_batched("pbkdf2_600000_batched", presets::fips),
                    reading("phc_needs_rehash")};
  // A round of the longest, batched PBKDF2, takes two seconds, of argon2id with 64 MiB one.
  for (Case& one : cases) one.most = one.name == "pbkdf2_600000_batched" ? 2 : 5;
  return run_program(argc, argv, cases);
}
