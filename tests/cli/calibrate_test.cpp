// signet calibrate, end to end: arguments, answers that no machine changes, and goals that cannot be met.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "command.hpp"
#include "signet/json/view.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"

using namespace signet;
using signet_test::Outcome;
using signet_test::Scratch;

namespace {

/// The members of an answer in JSON.
class Answer {
 public:
  explicit Answer(std::string text) : text_(std::move(text)) {
    const auto scanned = scan_object(text_, index_);
    REQUIRE(scanned);
    size_ = *scanned;
  }
  std::string operator[](const char* name) const {
    const auto member = JsonObject{text_.data(), {index_.data(), size_}}.find(name);
    return member ? std::string{member->text} : "(none)";
  }

 private:
  std::string text_;
  std::array<JsonMember, 16> index_;
  std::size_t size_ = 0;
};

std::string last_line(const std::string& text) {
  const auto end = text.rfind('\n', text.size() - 2);
  return end == std::string::npos ? text : text.substr(end + 1);
}

// Ample time, so that the memory goal and the ceiling decide whatever the machine.
const std::string memory_decides = "calibrate --workers 1 --memory 7MiB --time 60s --logins 1";

}  // namespace

TEST_CASE("arguments out of range or unknown are refused before anything is measured") {
  const Scratch scratch;
  const std::vector<std::pair<std::string, std::string>> rows{
      {"--time 999us", "--time takes a duration from 1ms to 60s"},
      {"--time 60001ms", "--time takes a duration from 1ms to 60s"},
      {"--time 250", "--time takes a duration from 1ms to 60s"},
      {"--time=", "--time takes a duration from 1ms to 60s"},
      {"--memory 0MiB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory 256", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory 256MB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory -1MiB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory 1025GiB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory 18446744073709551615GiB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--memory 18446744073709551616GiB", "--memory takes a size from 1KiB to 1024GiB"},
      {"--logins 0", "--logins takes a whole number from 1 to 1000000"},
      {"--logins 1000001", "--logins takes a whole number from 1 to 1000000"},
      {"--workers 0", "--workers takes a whole number from 1 to 256"},
      {"--workers 257", "--workers takes a whole number from 1 to 256"},
      {"--algorithm scrypt", "--algorithm takes argon2id, bcrypt or pbkdf2"},
      {"--time 1ms --time 2ms", "--time was given more than once"},
      {"--cores 2", "unknown option --cores"},
      {"now", "unexpected argument now"},
  };
  for (const auto& [arguments, message] : rows) {
    CAPTURE(arguments);
    const Outcome refused = scratch.signet("calibrate " + arguments);
    CHECK(refused.exit_code == 2);
    CHECK(refused.out == "");
    CHECK(refused.err == "signet: " + message + "; see signet calibrate --help\n");
  }
}

TEST_CASE("help names every option") {
  const Scratch scratch;
  const Outcome help = scratch.signet("calibrate --help");
  CHECK(help.exit_code == 0);
  CHECK(help.out.starts_with("usage: signet calibrate ["));
  for (const std::string option : {"--algorithm", "--time", "--memory", "--logins", "--workers", "--json"}) {
    CAPTURE(option);
    CHECK(help.out.find("\n  " + option + " ") != std::string::npos);
  }
}

TEST_CASE("the choice is told in JSON, with the options of auth_server that make it") {
  const Scratch scratch;
  const Outcome outcome = scratch.signet(memory_decides + " --json");
  CHECK(outcome.exit_code == 0);
  const Answer answer{outcome.out};
  CHECK(answer["ok"] == "true");
  CHECK(answer["config"] ==
        R"({"password_preset":"default","argon2_memory_kib":7168,"argon2_passes":12,"hash_workers":1})");
  CHECK(answer["memory_kib"] == "7168");
  CHECK(answer["workers"] == "1");
  CHECK(answer["memory_limit"] == "memory");
  CHECK(answer["work_limit"] == "ceiling");
  CHECK(std::stoll(answer["cpu_us"]) > 0);
  CHECK(std::stoll(answer["time_us"]) >= std::stoll(answer["cpu_us"]));  // more under a quota
  const double capacity = std::stod(answer["processors"]) * 1e6 / std::stod(answer["cpu_us"]);
  CHECK(std::stod(answer["logins_per_second"]) == doctest::Approx(capacity).epsilon(0.01));
}

TEST_CASE("the choice is told in words, and standard error says what was measured") {
  const Scratch scratch;
  const Outcome outcome = scratch.signet(memory_decides);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.starts_with("argon2id, 7 MiB and 5 passes: "));
  CHECK(last_line(outcome.err).starts_with("argon2id, 7 MiB and 12 passes: "));
  CHECK(outcome.out.starts_with("argon2id, 7 MiB and 12 passes\n  time:    "));
  CHECK(outcome.out.find("\n  memory:  7 MiB in all, of 7 MiB\n") != std::string::npos);
  CHECK(outcome.out.find("No more\n  memory: limited by --memory\n"
                         "  passes: limited by the most that is accepted of a stored hash\n") !=
        std::string::npos);
  CHECK(last_line(outcome.out) ==
        R"(  {"password_preset":"default","argon2_memory_kib":7168,"argon2_passes":12,"hash_workers":1})"
        "\n");
}

TEST_CASE("bcrypt and PBKDF2 are told by their own options") {
  const Scratch scratch;
  const Answer bcrypt{
      scratch.signet("calibrate --algorithm bcrypt --workers 1 --time 60s --logins 1 --json").out};
  CHECK(bcrypt["ok"] == "true");
  CHECK(bcrypt["config"].starts_with(R"({"password_preset":"bcrypt","bcrypt_cost":1)"));
  CHECK(bcrypt["memory_kib"] == "0");
  CHECK(bcrypt["memory_limit"] == "(none)");
  const Answer pbkdf2{
      scratch.signet("calibrate --algorithm pbkdf2 --workers 1 --time 60s --logins 1 --json").out};
  CHECK(pbkdf2["ok"] == "true");
  CHECK(pbkdf2["config"].starts_with(R"({"password_preset":"fips","pbkdf2_iterations":)"));
}

TEST_CASE("a memory goal below OWASP's least is not met, and what it would take is told") {
  const Scratch scratch;
  const Outcome one = scratch.signet("calibrate --workers 1 --memory 7167KiB");
  CHECK(one.exit_code == 1);
  CHECK(one.out == "");
  CHECK(last_line(one.err) ==
        "not met: --memory: the least that OWASP allows (argon2id, 7 MiB and 5 passes) needs 7 MiB for 1 "
        "worker; give --memory 7MiB or more\n");
  CHECK(last_line(scratch.signet("calibrate --workers 2 --memory 13MiB").err) ==
        "not met: --memory: the least that OWASP allows (argon2id, 7 MiB and 5 passes) needs 14 MiB for 2 "
        "workers; give --memory 14MiB or more, or --workers 1 or less\n");
  const Outcome json = scratch.signet("calibrate --workers 1 --memory 7167KiB --json");
  CHECK(json.exit_code == 1);
  const Answer answer{json.out};
  CHECK(answer["ok"] == "false");
  CHECK(answer["goal"] == "memory");
  const Answer least{answer["least"]};
  CHECK(least["config"] ==
        R"({"password_preset":"default","argon2_memory_kib":7168,"argon2_passes":5,"hash_workers":1})");
  CHECK(least["memory_kib"] == "7168");
}

// No machine hashes 7 MiB five times over in a millisecond: that would be 35 GB/s of BLAKE2b.
TEST_CASE("goals of time and logins beyond any machine are not met, and what it would take is told") {
  const Scratch scratch;
  const Outcome time = scratch.signet("calibrate --workers 1 --time 1ms");
  CHECK(time.exit_code == 1);
  CHECK(last_line(time.err).starts_with("not met: --time: the least that OWASP allows (argon2id, "));
  CHECK(time.err.find(" with all workers busy; give --time ") != std::string::npos);
  const Outcome logins = scratch.signet("calibrate --workers 1 --logins 1000000");
  CHECK(logins.exit_code == 1);
  CHECK(last_line(logins.err).starts_with("not met: --logins: the least that OWASP allows (argon2id, "));
  CHECK(logins.err.find(" logins a second; give --logins ") != std::string::npos);
}

TEST_CASE("more workers than half the memory can bear are refused, as auth_server refuses them") {
  const KiB limit = usable_memory();
  const std::string end =
      std::to_string(limit.count / 1024) + " MiB that this process may use; auth_server would not start\n";
  const Scratch scratch;
  if (!check_hash_memory(256, KiB{0}, limit)) {  // below 128 GiB
    const Outcome refused = scratch.signet("calibrate --algorithm bcrypt --workers 256");
    CHECK(refused.exit_code == 2);
    CHECK(refused.err ==
          "signet: 256 workers, each of which may meet a stored hash of 256 MiB, take 65536 MiB, more than "
          "half of the " +
              end);
  }
  if (!check_hash_memory(256, KiB{7 * 1024}, limit)) {  // below 4 GiB
    const Outcome refused = scratch.signet("calibrate --workers 256");
    CHECK(refused.exit_code == 2);
    CHECK(refused.err ==
          "signet: 256 workers, with 7 MiB each at least and a stored hash of 256 MiB beside them, take 2048 "
          "MiB, more than half of the " +
              end);
  }
}
