// The frame of the vector tests: a runner feeds every case of a file to signet and reports the answers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/error.hpp"

namespace vectors {

inline constexpr std::string_view accepted = "accepted";

/// A case in which signet answers, on purpose, otherwise than its file says.
struct Deviation {
  std::string_view id;
  std::string_view answer;
  std::string_view reason;
};

/// What came of one file. A case passes when the answer is the expected one; a listed deviation must occur,
/// with the answer it lists.
class Report {
 public:
  explicit Report(std::span<const Deviation> deviations)
      : deviations_(deviations), occurred_(deviations.size()) {}

  /// One case: `expected` by the file, `answer` by signet; each is `accepted` or the name of an error code.
  void add(std::string_view id, std::string_view expected, std::string_view answer);
  /// A case that cannot be run here, and why; it counts neither as run nor as passed.
  void not_applicable(std::string_view reason);

  std::size_t run() const { return run_; }
  std::size_t passed() const { return passed_; }
  /// How many of the listed deviations occurred.
  std::size_t deviated() const;
  /// Reason → number of cases.
  const std::map<std::string, std::size_t, std::less<>>& left_out() const { return left_out_; }
  /// A line for each wrong answer, and for each listed deviation that did not occur.
  std::vector<std::string> failures() const;

 private:
  std::span<const Deviation> deviations_;
  std::vector<bool> occurred_;
  std::vector<std::string> wrong_;
  std::map<std::string, std::size_t, std::less<>> left_out_;
  std::size_t run_ = 0;
  std::size_t passed_ = 0;
};

using Runner = void (*)(const std::filesystem::path& file, Report& report);

/// One line of the table: a path below tests/vectors, who runs it, and what is known to differ.
struct VectorFile {
  std::string_view path;
  Runner run;
  std::span<const Deviation> deviations;
};

/// The name that answers go by: `accepted` for a Result with a value, else its error code.
template <class T>
std::string_view answer_of(const T& result) {
  return result.has_value() ? accepted : signet::to_string(result.error().code());
}

std::string read_bytes(const std::filesystem::path& file);
nlohmann::json read_json(const std::filesystem::path& file);
std::string from_hex(std::string_view digits);

void run_json_suite(const std::filesystem::path& folder, Report& report);
void run_json_transform(const std::filesystem::path& folder, Report& report);
void run_base64url_strict(const std::filesystem::path& file, Report& report);
void run_hmac_wycheproof(const std::filesystem::path& file, Report& report);
void run_rfc7515(const std::filesystem::path& folder, Report& report);
void run_rfc8037(const std::filesystem::path& file, Report& report);
void run_rfc_misc(const std::filesystem::path& file, Report& report);
void run_jws_wycheproof(const std::filesystem::path& file, Report& report);
void run_jwks_wycheproof(const std::filesystem::path& file, Report& report);
void run_json_web_crypto(const std::filesystem::path& file, Report& report);
void run_mldsa_wycheproof(const std::filesystem::path& file, Report& report);
void run_signatures_wycheproof(const std::filesystem::path& file, Report& report);
void run_rfc7520_keys(const std::filesystem::path& folder, Report& report);
void run_rfc7520_signatures(const std::filesystem::path& folder, Report& report);
void run_rfc7520_nesting(const std::filesystem::path& file, Report& report);
void run_refused_jwe(const std::filesystem::path& folder_or_file, Report& report);
void run_rfc7797_drafts(const std::filesystem::path& folder, Report& report);
void run_rfc9964(const std::filesystem::path& folder, Report& report);
void run_pyjwt(const std::filesystem::path& file, Report& report);
void run_argon2_reference(const std::filesystem::path& file, Report& report);
void run_crypt_blowfish(const std::filesystem::path& file, Report& report);
void run_botan_argon2(const std::filesystem::path& file, Report& report);
void run_botan_scrypt(const std::filesystem::path& file, Report& report);
void run_botan_bcrypt(const std::filesystem::path& file, Report& report);
void run_botan_argon2_tags(const std::filesystem::path& file, Report& report);
void run_botan_pbkdf2(const std::filesystem::path& file, Report& report);
void run_pbkdf2_wycheproof(const std::filesystem::path& file, Report& report);
void run_rfc_key_derivations(const std::filesystem::path& file, Report& report);
void run_rfc7914_scrypt(const nlohmann::json& tests, Report& report);

}  // namespace vectors
