// Groups of bcrypt of every width against libxcrypt, another implementation, and what they leave behind.
#include "password/bcrypt_kernel.hpp"

#include <crypt.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "password/backend.hpp"
#include "seed.hpp"
#include "unit/crypto/hex.hpp"

using namespace signet;
using detail::BcryptDigest;
using detail::BcryptJob;
using detail::BcryptLane;

namespace {

// Passwords live in a deque of their own, so that the views of the jobs stay valid.
struct Jobs {
  std::deque<std::string> passwords;
  std::vector<BcryptJob> jobs;

  void add(std::string password, const detail::BcryptSalt& salt) {
    passwords.push_back(std::move(password));
    jobs.push_back({.password = passwords.back(), .salt = salt, .digest = {}});
  }
};

class Random {
 public:
  detail::BcryptSalt salt() {
    detail::BcryptSalt made;
    for (std::byte& byte : made) byte = static_cast<std::byte>(engine_());
    return made;
  }
  std::string password(std::size_t length) {
    std::string made(length, '\0');
    for (char& byte : made) byte = static_cast<char>(1 + engine_() % 255);
    return made;
  }

 private:
  std::mt19937_64 engine_{testing::seed()};
};

// Every length, and every byte but NUL.
Jobs jobs_of_all_lengths_and_bytes() {
  Random random;
  Jobs made;
  for (std::size_t length = 0; length <= detail::bcrypt_max_password; ++length) {
    made.add(random.password(length), random.salt());
  }
  std::string bytes(255, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i + 1);
  for (std::size_t at = 0; at < bytes.size(); at += 64) made.add(bytes.substr(at, 64), random.salt());
  return made;
}

std::string by_libxcrypt(const BcryptJob& job, std::uint32_t cost) {
  crypt_data state{};
  const auto setting = detail::BcryptString{.minor = 'b', .cost = cost, .salt = job.salt}.setting();
  const char* const text =
      crypt_rn(std::string{job.password}.c_str(), setting.c_str(), &state, static_cast<int>(sizeof state));
  REQUIRE(text != nullptr);
  BcryptDigest digest{};
  REQUIRE(detail::read_bcrypt_digest(text, digest));
  return hex(digest);
}

std::vector<std::string> all_by_libxcrypt(const std::vector<BcryptJob>& jobs, std::uint32_t cost) {
  std::vector<std::string> digests;
  for (const BcryptJob& job : jobs) digests.push_back(by_libxcrypt(job, cost));
  return digests;
}

// In groups of `width`; the last has what is left.
std::vector<std::string> in_groups(std::vector<BcryptJob> jobs, std::uint32_t cost, std::size_t width) {
  std::vector<BcryptLane> lanes(width);
  std::ranges::fill(std::as_writable_bytes(std::span{lanes}), std::byte{0x55});  // no zeros are counted on
  for (std::size_t at = 0; at < jobs.size(); at += width) {
    const std::size_t count = std::min(width, jobs.size() - at);
    detail::bcrypt_group(std::span{jobs}.subspan(at, count), cost, std::span{lanes}.first(count));
  }
  std::vector<std::string> digests;
  for (const BcryptJob& job : jobs) digests.push_back(hex(job.digest));
  return digests;
}

constexpr auto is_zero = [](std::byte byte) { return byte == std::byte{0}; };

}  // namespace

TEST_CASE("groups of every width give the digests of libxcrypt, at every length and with every byte") {
  const Jobs made = jobs_of_all_lengths_and_bytes();
  const auto expected = all_by_libxcrypt(made.jobs, 4);
  for (std::size_t width = 1; width <= detail::bcrypt_most_lanes; ++width) {
    CAPTURE(width);
    CHECK(in_groups(made.jobs, 4, width) == expected);
  }
}

TEST_CASE("groups of every width give the digests of libxcrypt at costs 5 and 6") {
  Random random;
  Jobs made;
  for (const std::size_t length : {0u, 1u, 8u, 17u, 71u, 72u})
    made.add(random.password(length), random.salt());
  for (const std::uint32_t cost : {5U, 6U}) {
    CAPTURE(cost);
    const auto expected = all_by_libxcrypt(made.jobs, cost);
    for (std::size_t width = 1; width <= detail::bcrypt_most_lanes; ++width) {
      CAPTURE(width);
      CHECK(in_groups(made.jobs, cost, width) == expected);
    }
  }
}

TEST_CASE("a password keeps its digest in whichever lane it is, and beside whichever others") {
  Random random;
  const BcryptJob one{.password = "U*U", .salt = random.salt(), .digest = {}};
  const std::string expected = by_libxcrypt(one, 4);
  for (std::size_t lane = 0; lane < detail::bcrypt_most_lanes; ++lane) {
    CAPTURE(lane);
    std::vector<BcryptJob> jobs(detail::bcrypt_most_lanes,
                                {.password = "other", .salt = random.salt(), .digest = {}});
    jobs[lane] = one;
    CHECK(in_groups(jobs, 4, detail::bcrypt_most_lanes)[lane] == expected);
  }
}

TEST_CASE("the backend gives the digest of libxcrypt") {
  Random random;
  for (const std::string_view password : {"", "correct horse battery staple", "\xff\xff\xa3"}) {
    CAPTURE(password.size());
    const BcryptJob job{.password = password, .salt = random.salt(), .digest = {}};
    BcryptDigest digest{};
    REQUIRE(detail::bcrypt(password, job.salt, 4, digest).has_value());
    CHECK(hex(digest) == by_libxcrypt(job, 4));
  }
}

TEST_CASE("after a group its lanes are zero, keys and boxes alike") {
  Random random;
  for (std::size_t width = 1; width <= detail::bcrypt_most_lanes; ++width) {
    CAPTURE(width);
    std::vector<BcryptJob> jobs(width, {.password = "secret", .salt = random.salt(), .digest = {}});
    std::vector<BcryptLane> lanes(width);
    std::ranges::fill(std::as_writable_bytes(std::span{lanes}), std::byte{0x55});
    detail::bcrypt_group(jobs, 4, lanes);
    CHECK(std::ranges::all_of(std::as_bytes(std::span{lanes}), is_zero));
    CHECK_FALSE(std::ranges::all_of(jobs.back().digest, is_zero));
  }
}
