// Runs Wycheproof's PBKDF2 cases, RFC 7914 §11 among them, by each kernel of this machine and by the backend.
#include <nlohmann/json.hpp>

#include "password/backend.hpp"
#include "password/pbkdf2.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet::detail;

std::string derived(const nlohmann::json& test, const Pbkdf2Kernel& kernel) {
  const std::string password = from_hex(test["password"].get<std::string>());
  const std::string salt = from_hex(test["salt"].get<std::string>());
  std::string out(test["dkLen"].get<std::size_t>(), '\0');
  const Pbkdf2Job job{password, std::as_bytes(std::span{salt}), std::as_writable_bytes(std::span{out})};
  pbkdf2_sha256({&job, 1}, test["iterationCount"].get<std::uint32_t>(), {kernel, kernel});
  return out;
}

// By whatever this program was linked with.
std::string derived_by_backend(const nlohmann::json& test) {
  const std::string password = from_hex(test["password"].get<std::string>());
  const std::string salt = from_hex(test["salt"].get<std::string>());
  std::string out(test["dkLen"].get<std::size_t>(), '\0');
  const auto done = pbkdf2(password, std::as_bytes(std::span{salt}),
                           {.iterations = test["iterationCount"].get<std::uint32_t>()},
                           std::as_writable_bytes(std::span{out}));
  return done ? out : std::string{};
}
}  // namespace

void run_pbkdf2_wycheproof(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  const Pbkdf2Kernels best = pbkdf2_kernels();
  const std::pair<std::string_view, Pbkdf2Kernel> kernels[] = {
      {"portable", {pbkdf2_rounds_portable, 1, 1}},
      {"narrow", best.narrow},
      {"wide", {best.wide.rounds, best.wide.width, 1}},
  };
  for (const auto& group : vectors["testGroups"]) {
    for (const auto& test : group["tests"]) {
      if (test["dkLen"].get<std::size_t>() <= 32) {
        const bool same = derived_by_backend(test) == from_hex(test["dk"].get<std::string>());
        report.add(std::to_string(test["tcId"].get<int>()) + " backend", test["result"].get<std::string>(),
                   same ? "valid" : "invalid");
      }
      for (const auto& [name, kernel] : kernels) {
        const bool same = derived(test, kernel) == from_hex(test["dk"].get<std::string>());
        report.add(std::to_string(test["tcId"].get<int>()) + " " + std::string{name},
                   test["result"].get<std::string>(), same ? "valid" : "invalid");
      }
    }
  }
}

}  // namespace vectors
