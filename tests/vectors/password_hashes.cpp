// Runs the password hash vectors. What signet refuses for all ($2x$, bcrypt passwords over 72 bytes, what is
// above the ceilings) is expected to be refused, whatever the file says of it.
#include <nlohmann/json.hpp>

#include "password/backend.hpp"
#include "signet/password/password_hasher.hpp"
#include "vectors/botan_file.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string answer(const Result<PasswordCheck>& checked) {
  if (!checked.has_value()) return std::string{to_string(checked.error().code())};
  return *checked == PasswordCheck::match ? "match" : "mismatch";
}

std::string answer(std::string_view password, std::string_view stored) {
  return answer(verify_password(password, stored));
}

// As programs that cut passwords after 72 bytes made it.
void add_truncated(const std::string& id, std::string_view password, std::string_view stored,
                   Report& report) {
  if (password.size() <= 72) return;
  const PasswordHasher hasher = *PasswordHasher::build();
  const auto checked = hasher.verify(password, {.text = stored, .truncated = true});
  report.add(id + " truncated", "match", answer(checked));
}

std::string_view expected_argon2(std::string_view stored, std::string_view said) {
  const auto phc = PhcString::parse(stored);
  return phc && phc->params().memory > HashCeilings{}.memory ? "hash_too_expensive" : said;
}

std::string_view expected_bcrypt(std::string_view password, std::string_view stored) {
  if (stored.starts_with("$2x$")) return "hash_unsupported";
  return password.size() > 72 ? "password_too_long" : "match";
}

std::string_view expected_error(std::string_view reference_name) {
  return reference_name == "ARGON2_VERIFY_MISMATCH" ? "mismatch" : "hash_malformed";
}

/// The PHC string that signet's parts give for a Botan [Generate] case.
std::string generated(const BotanCase& test) {
  const Argon2Params params{
      .memory = KiB{test.number("M")}, .passes = test.number("T"), .lanes = test.number("P")};
  const std::string salt = test.bytes("Salt");
  std::vector<std::byte> tag(test.number("OutLen"));
  const auto salt_bytes = std::as_bytes(std::span{salt});
  const auto done = detail::argon2_hash(test.text("Password"), salt_bytes, params, Argon2Version::v19, tag);
  if (!done) return std::string{answer_of(done)};
  const auto phc = PhcString::of(params, salt_bytes, tag);
  return phc ? phc->text() : std::string{answer_of(phc)};
}
}  // namespace

void run_argon2_reference(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  std::size_t index = 0;
  for (const auto& test : vectors["hash_tests"]) {
    const auto stored = test["encoded"].get<std::string>();
    report.add("hash " + std::to_string(index++), expected_argon2(stored, "match"),
               answer(test["password"].get<std::string>(), stored));
  }
  index = 0;
  for (const auto& test : vectors["verify_error_tests"]) {
    report.add("error " + std::to_string(index++), expected_error(test["expect"].get<std::string>()),
               answer(test["password"].get<std::string>(), test["encoded"].get<std::string>()));
  }
}

void run_crypt_blowfish(const std::filesystem::path& file, Report& report) {
  const nlohmann::json vectors = read_json(file);
  std::size_t index = 0;
  for (const auto& test : vectors["verify"]) {
    const auto stored = test["hash"].get<std::string>();
    const std::string password = from_hex(test["password_hex"].get<std::string>());
    const std::string id = "verify " + std::to_string(index++);
    report.add(id, expected_bcrypt(password, stored), answer(password, stored));
    if (!stored.starts_with("$2x$")) add_truncated(id, password, stored, report);
  }
  for (const auto& test : vectors["invalid_settings"]) {
    const auto setting = test["setting"].get<std::string>();
    const bool refused = !parameters_of(setting + std::string(31, '.')).has_value();
    report.add("setting " + setting, "reject", refused ? "reject" : accepted);
  }
}

void run_botan_argon2(const std::filesystem::path& file, Report& report) {
  for (const BotanCase& test : read_botan(file)) {
    const std::string& stored = test.text("Passhash");
    report.add(stored, expected_argon2(stored, "match"), answer(test.text("Password"), stored));
    if (test.fields.contains("Mode") && test.text("Mode") == "2") {
      report.add(stored + " generated", stored, generated(test));
    }
  }
}

void run_botan_bcrypt(const std::filesystem::path& file, Report& report) {
  for (const BotanCase& test : read_botan(file)) {
    const std::string& stored = test.text("Passhash");
    const std::string password = test.bytes("Password");
    const std::string id = test.text("Password") + " " + stored;
    report.add(id, expected_bcrypt(password, stored), answer(password, stored));
    add_truncated(id, password, stored, report);
  }
}

}  // namespace vectors
