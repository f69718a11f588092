// Runs the vectors of PBKDF2-HMAC-SHA-256, those of RFC 7914 §11 among them, by each kernel of this machine
// and by the backend.
#include <nlohmann/json.hpp>

#include "password/backend.hpp"
#include "password/pbkdf2.hpp"
#include "vectors/botan_file.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet::detail;

struct Derivation {
  std::string password;
  std::string salt;
  std::uint32_t iterations;
  std::string key;
};

bool derives(const Derivation& test, const Pbkdf2Kernel& kernel) {
  std::string out(test.key.size(), '\0');
  const Pbkdf2Job job{test.password, std::as_bytes(std::span{test.salt}),
                      std::as_writable_bytes(std::span{out})};
  pbkdf2_sha256({&job, 1}, test.iterations, {kernel, kernel});
  return out == test.key;
}

// By whatever this program was linked with.
bool backend_derives(const Derivation& test) {
  std::string out(test.key.size(), '\0');
  const auto done = pbkdf2(test.password, std::as_bytes(std::span{test.salt}),
                           {.iterations = test.iterations}, std::as_writable_bytes(std::span{out}));
  return done && out == test.key;
}

void add(const std::string& id, const Derivation& test, std::string_view expected, Report& report) {
  const Pbkdf2Kernels best = pbkdf2_kernels();
  const std::pair<std::string_view, Pbkdf2Kernel> kernels[] = {
      {"portable", {pbkdf2_rounds_portable, 1, 1}},
      {"narrow", best.narrow},
      {"wide", {best.wide.rounds, best.wide.width, 1}},
  };
  const auto verdict = [](bool same) { return same ? "valid" : "invalid"; };
  if (test.key.size() <= 32) report.add(id + " backend", expected, verdict(backend_derives(test)));
  for (const auto& [name, kernel] : kernels) {
    report.add(id + " " + std::string{name}, expected, verdict(derives(test, kernel)));
  }
}
}  // namespace

void run_pbkdf2_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  for (const auto& group : vectors["testGroups"]) {
    for (const auto& test : group["tests"]) {
      add(std::to_string(test["tcId"].get<int>()),
          {.password = from_hex(test["password"].get<std::string>()),
           .salt = from_hex(test["salt"].get<std::string>()),
           .iterations = test["iterationCount"].get<std::uint32_t>(),
           .key = from_hex(test["dk"].get<std::string>())},
          test["result"].get<std::string>(), report);
    }
  }
}

void run_botan_pbkdf2(const std::filesystem::path& file, Report& report) {
  std::size_t index = 0;
  for (const BotanCase& test : read_botan(file)) {
    const std::string id = "case " + std::to_string(index++);
    if (test.section != "PBKDF2(HMAC(SHA-256))") {
      report.not_applicable("another function than HMAC-SHA-256");
      continue;
    }
    add(id,
        {.password = test.text("Passphrase"),
         .salt = test.bytes("Salt"),
         .iterations = test.number("Iterations"),
         .key = test.bytes("Output")},
        "valid", report);
  }
}

void run_rfc_key_derivations(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  std::size_t index = 0;
  for (const auto& test : vectors["pbkdf2"]) {
    const std::string id = "pbkdf2 " + std::to_string(index++);
    if (test["hash"] != "sha256") {
      report.not_applicable("another function than HMAC-SHA-256");
      continue;
    }
    add(id,
        {.password = from_hex(test["password_hex"].get<std::string>()),
         .salt = from_hex(test["salt_hex"].get<std::string>()),
         .iterations = test["iterations"].get<std::uint32_t>(),
         .key = from_hex(test["dk_hex"].get<std::string>())},
        "valid", report);
  }
  run_rfc7914_scrypt(vectors["scrypt"], report);
}

}  // namespace vectors
