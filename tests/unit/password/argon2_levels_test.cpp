// argon2 at every vector level: the vectors of RFC 9106 and of its reference implementation.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "argon2_fixture.hpp"
#include "support/cpu_levels.hpp"

using namespace argon2_fixture;
using signet_test::at_each_cpu_level;

namespace {

Argon2Type type_named(const std::string& name) {
  if (name == "argon2d") return Argon2Type::d;
  return name == "argon2i" ? Argon2Type::i : Argon2Type::id;
}

}  // namespace

TEST_CASE("at every level, the three types of argon2 give the tags of RFC 9106, section 5") {
  const std::string password(32, '\1');
  const std::string salt(16, '\2');
  const std::string secret(8, '\3');
  const std::string data(12, '\4');
  struct Row {
    Argon2Type type;
    std::string_view tag;
  };
  const Row rows[] = {
      {Argon2Type::d, "512b391b6f1162975371d30919734294f868e3be3984f3c1a13a4db9fabe4acb"},
      {Argon2Type::i, "c814d9d1dc7f37aa13f0d77f2494bda1c8de6b016dd388d29952a4c4672b6ce8"},
      {Argon2Type::id, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"},
  };
  at_each_cpu_level([&] {
    for (const Row& row : rows) {
      CAPTURE(row.tag);
      const Argon2Job job{.params = {.memory = KiB{32}, .passes = 3, .lanes = 4, .type = row.type},
                          .password = password,
                          .salt = bytes_of(salt),
                          .secret = bytes_of(secret),
                          .associated_data = bytes_of(data)};
      CHECK(tag_of(job, 32) == row.tag);
    }
  });
}

TEST_CASE("at every level, the reference's own tests with 256 KiB hold, of both versions") {
  std::ifstream file{std::string{SIGNET_SOURCE_DIR} + "/tests/vectors/argon2/phc_test_c.json"};
  const auto vectors = nlohmann::json::parse(file);
  at_each_cpu_level([&] {
    int run = 0;
    for (const auto& test : vectors["hash_tests"]) {
      if (test["m_kib"] != 256) continue;
      ++run;
      const auto password = test["password"].get<std::string>();
      const auto salt = test["salt"].get<std::string>();
      const Argon2Job job{.version = Argon2Version{test["version"].get<std::uint8_t>()},
                          .params = {.memory = KiB{256},
                                     .passes = test["t"].get<std::uint32_t>(),
                                     .lanes = test["p"].get<std::uint32_t>(),
                                     .type = type_named(test["type"].get<std::string>())},
                          .password = password,
                          .salt = bytes_of(salt)};
      CHECK(tag_of(job, 32) == test["tag_hex"].get<std::string>());
    }
    CHECK(run == 6);
  });
}

TEST_CASE("every level gives the tags that the first one, scalar, gives") {
  const auto jobs = random_jobs(60);
  const auto tags = [&] {
    std::vector<std::string> made;
    for (const RandomJob& one : jobs) made.push_back(tag_of(one.job, one.tag_size));
    return made;
  };
  std::vector<std::string> scalar;
  at_each_cpu_level([&] {
    if (scalar.empty()) scalar = tags();
    CHECK(tags() == scalar);
  });
}
