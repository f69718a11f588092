// Runs the vectors of argon2 and scrypt as functions: any type and size of tag, with argon2's secret and
// associated data.
#include <bit>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "password/argon2.hpp"
#include "password/backend.hpp"
#include "signet/password/password_hasher.hpp"
#include "vectors/botan_file.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span{text}); }
std::span<std::byte> writable(std::string& text) { return std::as_writable_bytes(std::span{text}); }

Argon2Type type_of(std::string_view section) {
  return section == "Argon2d" ? Argon2Type::d : section == "Argon2i" ? Argon2Type::i : Argon2Type::id;
}

struct ScryptCase {
  std::string password;
  std::string salt;
  ScryptParams params;
  std::string expected;
};

void add_scrypt(const std::string& id, const ScryptCase& test, Report& report) {
  static const PasswordHasher hasher = *PasswordHasher::build();
  if (const auto allowed = hasher.affords(test.params); !allowed) {
    report.add(id, "hash_too_expensive", to_string(allowed.error().code()));
    return;
  }
  std::string computed(test.expected.size(), '\0');
  const auto done = detail::scrypt(test.password, bytes_of(test.salt), test.params, writable(computed));
  report.add(id, "true", done && computed == test.expected ? "true" : "false");
}

std::uint32_t log_of(std::uint32_t n) { return static_cast<std::uint32_t>(std::countr_zero(n)); }
}  // namespace

void run_botan_argon2_tags(const std::filesystem::path& file, Report& report) {
  std::size_t index = 0;
  for (const BotanCase& test : read_botan(file)) {
    const std::string id = test.section + " " + std::to_string(index++);
    const std::string password = test.bytes("Passphrase");
    const std::string salt = test.bytes("Salt");
    const std::string secret = test.bytes("Secret");
    const std::string data = test.bytes("AD");
    const std::string expected = test.bytes("Output");
    const detail::Argon2Job job{.params = {.memory = KiB{test.number("M")},
                                           .passes = test.number("T"),
                                           .lanes = test.number("P"),
                                           .type = type_of(test.section)},
                                .password = password,
                                .salt = bytes_of(salt),
                                .secret = bytes_of(secret),
                                .associated_data = bytes_of(data)};
    std::vector<detail::Argon2Block> memory(detail::argon2_blocks(job.params));
    std::string computed(expected.size(), '\0');
    detail::argon2(job, memory, writable(computed));
    report.add(id, "true", computed == expected ? "true" : "false");
    if (!secret.empty() || !data.empty()) continue;  // no stored hash has them, and no backend takes them
    std::string by_backend(expected.size(), '\0');
    const auto done =
        detail::argon2_hash(password, job.salt, job.params, Argon2Version::v19, writable(by_backend));
    report.add(id + " backend", "true", done && by_backend == expected ? "true" : "false");
  }
}

void run_botan_scrypt(const std::filesystem::path& file, Report& report) {
  std::size_t index = 0;
  for (const BotanCase& test : read_botan(file)) {
    add_scrypt("case " + std::to_string(index++),
               {.password = test.text("Passphrase"),
                .salt = test.bytes("Salt"),
                .params = {.log_n = log_of(test.number("N")), .r = test.number("R"), .p = test.number("P")},
                .expected = test.bytes("Output")},
               report);
  }
}

void run_rfc7914_scrypt(const nlohmann::json& tests, Report& report) {
  std::size_t index = 0;
  for (const auto& test : tests) {
    const auto bytes = [&](const char* name) { return from_hex(test[name].get<std::string>()); };
    const auto number = [&](const char* name) { return test[name].get<std::uint32_t>(); };
    add_scrypt("scrypt " + std::to_string(index++),
               {.password = bytes("password_hex"),
                .salt = bytes("salt_hex"),
                .params = {.log_n = log_of(number("N")), .r = number("r"), .p = number("p")},
                .expected = bytes("dk_hex")},
               report);
  }
}

}  // namespace vectors
