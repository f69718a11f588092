// argon2id: signet at each level this machine has, in a worker's memory and in memory mapped for the call,
// over libargon2, which takes its memory by malloc. bcrypt: signet alone and several at once, over libxcrypt.
#include <argon2.h>
#include <crypt.h>

#include <algorithm>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/cpu_level.hpp"
#include "harness.hpp"
#include "password/arena.hpp"
#include "password/argon2.hpp"
#include "password/bcrypt_lanes.hpp"

namespace {

using namespace signet;
using namespace signet_bench;
using signet::detail::CpuLevel;

constexpr std::string_view password = "correct horse battery staple";
constexpr std::string_view salt = "sixteen bytes of";
using Tag = std::array<std::byte, 32>;

[[noreturn]] void stop(const char* why) {
  std::fprintf(stderr, "password_bench: %s\n", why);
  std::exit(1);
}

Tag by_libargon2(const Argon2Params& params) {
  Tag tag{};
  if (argon2id_hash_raw(params.passes, params.memory.count, params.lanes, password.data(), password.size(),
                        salt.data(), salt.size(), tag.data(), tag.size()) != ARGON2_OK) {
    stop("libargon2 failed");
  }
  return tag;
}

using SharedArena = std::shared_ptr<detail::Arena>;

SharedArena map(const Argon2Params& params) {
  auto arena = detail::Arena::map(detail::argon2_blocks(params));
  if (!arena) stop("no memory");
  return std::make_shared<detail::Arena>(std::move(*arena));
}

void hash_in(detail::Arena& arena, const Argon2Params& params, const Tag& expected) {
  const detail::Argon2Job job{.params = params, .password = password, .salt = std::as_bytes(std::span{salt})};
  Tag tag{};
  detail::argon2(job, arena.blocks(), tag);
  if (tag != expected) stop("signet and libargon2 differ");
}

// Each in memory of its own: what ran before has then left as little of it in the caches for one as for
// another.
Arm in_kept_memory(std::string subject, CpuLevel level, const Argon2Params& params, const Tag& expected) {
  return {std::move(subject), [params, expected, arena = map(params)] { hash_in(*arena, params, expected); },
          level};
}

// A round is one hash, so the least slow-down that can be planted in each is a second one.
constexpr double twice = 1.0;

Case argon2id(std::string name, const Argon2Params& params) {
  const Tag expected = by_libargon2(params);
  Case one{std::move(name), "libargon2", {"libargon2", [params] { by_libargon2(params); }}, {}, twice};
  const CpuLevel best = detail::cpu_level();
  one.subjects.push_back(in_kept_memory("signet", best, params, expected));
  one.subjects.push_back(
      {"signet, mapped anew", [params, expected] { hash_in(*map(params), params, expected); }, best});
  for (const CpuLevel level : detail::cpu_levels) {
    if (level == best || !detail::has_cpu_level(level)) continue;
    one.subjects.push_back(
        in_kept_memory("signet, " + std::string{to_string(level)}, level, params, expected));
  }
  return one;
}

detail::BcryptDigest by_libxcrypt(std::uint32_t cost) {
  static crypt_data state;
  const auto setting = detail::BcryptString{.minor = 'b', .cost = cost}.setting();
  detail::BcryptDigest digest{};
  const char* const text = crypt_rn(std::string{password}.c_str(), setting.c_str(), &state, sizeof state);
  if (text == nullptr || !detail::read_bcrypt_digest(text, digest)) stop("libxcrypt failed");
  return digest;
}

void hash_group(std::size_t size, std::uint32_t cost, const detail::BcryptDigest& expected) {
  std::array<detail::BcryptJob, detail::bcrypt_most_lanes> jobs;
  jobs.fill({.password = password, .salt = {}, .digest = {}});
  std::array<detail::BcryptLane, detail::bcrypt_most_lanes> lanes;
  const auto group = std::span{jobs}.first(size);
  detail::bcrypt_group(group, cost, std::span{lanes}.first(size));
  if (!std::ranges::all_of(group, [&](const auto& job) { return job.digest == expected; })) {
    stop("signet and libxcrypt differ");
  }
}

// Of a group the time per password is compared, hence verifications per core and second.
Case bcrypt(std::string name, std::uint32_t cost, std::size_t size) {
  const detail::BcryptDigest expected = by_libxcrypt(cost);
  Case one{std::move(name), "libxcrypt", {"libxcrypt", [cost] { by_libxcrypt(cost); }}, {}, twice};
  one.subjects.push_back({.subject = "signet",
                          .once = [size, cost, expected] { hash_group(size, cost, expected); },
                          .jobs = static_cast<int>(size)});
  return one;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program(argc, argv,
                     {argon2id("argon2id_19mib_t2_p1", presets::owasp_minimum),
                      argon2id("argon2id_64mib_t3_p1", presets::hardened), bcrypt("bcrypt_cost10", 10, 1),
                      bcrypt("bcrypt_cost10_batched", 10, detail::bcrypt_lanes())});
}
