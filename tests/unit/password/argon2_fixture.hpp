// What the tests of argon2 share: a hash in memory of their own, and random jobs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "password/argon2.hpp"
#include "seed.hpp"
#include "unit/crypto/hex.hpp"

namespace argon2_fixture {

using namespace signet;
using detail::Argon2Block;
using detail::Argon2Job;

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

// Not zeroed: an argon2 that counted on zeros would be found out.
inline std::vector<Argon2Block> memory_for(const Argon2Params& params) {
  std::vector<Argon2Block> memory(detail::argon2_blocks(params));
  for (Argon2Block& block : memory) std::ranges::fill(block.words, 0x5555'5555'5555'5555);
  return memory;
}

inline std::string tag_of(const Argon2Job& job, std::size_t size) {
  auto memory = memory_for(job.params);
  std::vector<std::byte> tag(size);
  detail::argon2(job, memory, tag);
  return hex(tag);
}

class Random {
 public:
  std::uint32_t between(std::uint32_t least, std::uint32_t most) {
    return std::uniform_int_distribution{least, most}(engine_);
  }
  std::string bytes(std::uint32_t least, std::uint32_t most) {
    std::string made(between(least, most), '\0');
    for (char& byte : made) byte = static_cast<char>(engine_());
    return made;
  }

 private:
  std::mt19937_64 engine_{testing::seed()};
};

/// A job and what it views.
struct RandomJob {
  explicit RandomJob(Random& random)
      : password(random.bytes(0, 200)),
        salt(random.bytes(8, 48)),
        secret(random.bytes(0, 32)),
        data(random.bytes(0, 32)),
        tag_size(random.between(4, 150)) {
    const std::uint32_t lanes = random.between(1, 5);
    // The least there is, a few blocks more, or segments that take several blocks of addresses.
    const std::uint32_t more[] = {0, random.between(1, 100), random.between(520, 1200) * lanes};
    job = {.version = random.between(0, 1) == 0 ? Argon2Version::v16 : Argon2Version::v19,
           .params = {.memory = KiB{8 * lanes + more[random.between(0, 8) / 4]},
                      .passes = random.between(1, 4),
                      .lanes = lanes,
                      .type = Argon2Type{static_cast<std::uint8_t>(random.between(0, 2))}},
           .password = password,
           .salt = bytes_of(salt),
           .secret = bytes_of(secret),
           .associated_data = bytes_of(data)};
  }
  RandomJob(const RandomJob&) = delete;
  RandomJob& operator=(const RandomJob&) = delete;

  std::string password, salt, secret, data;
  std::size_t tag_size;
  Argon2Job job;
};

inline std::deque<RandomJob> random_jobs(int count) {
  Random random;
  std::deque<RandomJob> jobs;
  for (int i = 0; i < count; ++i) jobs.emplace_back(random);
  return jobs;
}

}  // namespace argon2_fixture
