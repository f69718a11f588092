// argon2 at every vector level against libargon2, another implementation.
#include <argon2.h>
#include <doctest/doctest.h>

#include <array>

#include "argon2_fixture.hpp"
#include "signet/password/password_hasher.hpp"
#include "support/cpu_levels.hpp"

using namespace argon2_fixture;
using signet_test::at_each_cpu_level;

namespace {

// libargon2's fields are not const, yet without ARGON2_FLAG_CLEAR_* it only reads them.
std::uint8_t* readable(std::span<const std::byte> bytes) {
  return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

std::string tag_by_libargon2(const Argon2Job& job, std::size_t size) {
  std::vector<std::byte> tag(size);
  argon2_context context{};
  context.out = reinterpret_cast<std::uint8_t*>(tag.data());
  context.outlen = static_cast<std::uint32_t>(tag.size());
  context.pwd = readable(bytes_of(job.password));
  context.pwdlen = static_cast<std::uint32_t>(job.password.size());
  context.salt = readable(job.salt);
  context.saltlen = static_cast<std::uint32_t>(job.salt.size());
  context.secret = readable(job.secret);
  context.secretlen = static_cast<std::uint32_t>(job.secret.size());
  context.ad = readable(job.associated_data);
  context.adlen = static_cast<std::uint32_t>(job.associated_data.size());
  context.t_cost = job.params.passes;
  context.m_cost = job.params.memory.count;
  context.lanes = job.params.lanes;
  context.threads = 1;
  context.version = static_cast<std::uint32_t>(job.version);
  REQUIRE(argon2_ctx(&context, static_cast<argon2_type>(job.params.type)) == ARGON2_OK);
  return hex(tag);
}

}  // namespace

TEST_CASE("at every level, 300 random jobs of every type and version give the tags of libargon2") {
  const auto jobs = random_jobs(300);
  std::vector<std::string> expected;
  for (const RandomJob& one : jobs) expected.push_back(tag_by_libargon2(one.job, one.tag_size));
  at_each_cpu_level([&] {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      CAPTURE(i);
      REQUIRE(tag_of(jobs[i].job, jobs[i].tag_size) == expected[i]);
    }
  });
}

TEST_CASE("every string that libargon2 writes, of each type and version, verifies at every level") {
  for (const argon2_type type : {Argon2_d, Argon2_i, Argon2_id}) {
    for (const argon2_version version : {ARGON2_VERSION_10, ARGON2_VERSION_13}) {
      std::array<char, 128> text{};
      REQUIRE(argon2_hash(3, 64, 2, "password", 8, "saltsaltsaltsalt", 16, nullptr, 32, text.data(),
                          text.size(), type, version) == ARGON2_OK);
      CAPTURE(std::string_view{text.data()});
      at_each_cpu_level([&] {
        CHECK(verify_password("password", text.data()).value() == PasswordCheck::match);
        CHECK(verify_password("Password", text.data()).value() == PasswordCheck::mismatch);
      });
    }
  }
}

TEST_CASE("tags of every size from 4 bytes on are those of libargon2") {
  const Argon2Job job{.params = {.memory = KiB{8}, .passes = 1, .lanes = 1},
                      .password = "password",
                      .salt = bytes_of("somesalt")};
  for (std::size_t size = 4; size <= 200; ++size) {
    CAPTURE(size);
    REQUIRE(tag_of(job, size) == tag_by_libargon2(job, size));
  }
}

TEST_CASE("at every level, memory from 8 to 13 KiB a lane is used as libargon2 uses it") {
  at_each_cpu_level([] {
    for (std::uint32_t lanes = 1; lanes <= 9; ++lanes) {
      for (std::uint32_t memory = 8 * lanes; memory <= 13 * lanes; ++memory) {
        CAPTURE(lanes);
        CAPTURE(memory);
        const Argon2Job job{.params = {.memory = KiB{memory}, .passes = 2, .lanes = lanes},
                            .password = "password",
                            .salt = bytes_of("somesalt")};
        REQUIRE(tag_of(job, 32) == tag_by_libargon2(job, 32));
      }
    }
  });
}
