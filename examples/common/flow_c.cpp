// Flow C's modes, policy, and the table of its failures.
#include "common/flow_c.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/documented_variables.hpp"
#include "common/secrets.hpp"
#include "signet/http/challenge.hpp"
#include "signet/http/problem.hpp"
#include "signet/policy/rules.hpp"

namespace signet::example {
namespace {

struct Row {
  std::string_view path;
  std::optional<Errc> code;  ///< none: whatever is wrong with a token that was shown
  std::uint16_t status;
};

constexpr std::array rows{
    Row{"/login", Errc::credentials_invalid, 401},
    Row{"/verify", Errc::credentials_invalid, 401},
    Row{"/token", Errc::member_invalid, 401},  // absent or null
    Row{"/token", Errc::refresh_token_invalid, 403},
    Row{"/posts", Errc::authorization_missing, 401},
    Row{"/posts", std::nullopt, 403},
};

/// Whether the error tells that a token is not good, or is no token.
bool is_of_token(const Error& error, const Request& request) {
  if (error.code() == Errc::authorization_malformed) return request.headers.count("Authorization") == 1;
  const auto stage = error.stage();
  return error.http_status() == 401 && stage <= Stage::claims;
}

/// The document cuts the header at its blank; without a second word there is no token.
Errc documented_code(const Error& error, const Request& request) {
  const auto header = request.headers.single("Authorization");
  const bool no_word = header && header->find_last_not_of(' ') < header->find(' ');
  return error.code() == Errc::authorization_malformed && no_word ? Errc::authorization_missing
                                                                  : error.code();
}

std::optional<std::uint16_t> documented_status(std::string_view path, const Error& error,
                                               const Request& request) {
  const Errc code = documented_code(error, request);
  const auto fits = [&](const Row& row) {
    return row.path == path && (row.code ? *row.code == code : is_of_token(error, request));
  };
  const auto row = std::ranges::find_if(rows, fits);
  return row == rows.end() ? std::nullopt : std::optional{row->status};
}

/// As near as problem+json comes to the document: it knows no 405 and no 422.
Error without_a_row(const Error& error) {
  switch (error.code()) {
    case Errc::method_not_allowed:
    case Errc::not_implemented:
      return fail(Errc::not_found);
    case Errc::member_invalid:
      return fail(Errc::request_malformed, error.name());
    default:
      return error;
  }
}

}  // namespace

std::vector<Option> shared_options_c() {
  std::vector<Option> options{
      {"mode", OptionKind::text, "exact",
       "exact: the documented statuses and texts; modern: RFC 6750 and RFC 9457"},
      {.key = "access_token_secret",
       .kind = OptionKind::secret,
       .fallback = "",
       .help =
           "access tokens are HS256 with this secret, which both servers know; one value per line, new first",
       .documented_variable = "ACCESS_TOKEN_SECRET"},
      env_file_option(),
  };
  for (Option& option : options) option.flow = "C";
  return options;
}

Start<bool> exact_mode(const Options& options) {
  const std::string& mode = options.text("mode");
  if (mode != "exact" && mode != "modern") return Stop{exit_usage, "mode must be exact or modern"};
  return mode == "exact";
}

Policy flow_c_policy() {
  const auto names_somebody = [](const TokenView& token) noexcept {
    return token.claims.string("name").has_value();
  };
  return rules::expires() && rules::issued_at() && rules::custom("name_is_text", names_somebody);
}

Start<Verifiers> verifiers_c(const std::vector<SecretBytes>& values, std::string_view option) {
  auto keys = shared_secret_keys(values, option);
  if (!keys) return keys.stop();
  return Verifiers::build(*std::move(keys), {.algorithms = {Algorithm::HS256},
                                             .policy = flow_c_policy(),
                                             .accept_any_audience = true});  // flow C's tokens have no `aud`
}

Start<Verifiers> access_verifiers_c(const Options& options) {
  auto values =
      read_secrets(options.secret("access_token_secret"), "access_token_secret (ACCESS_TOKEN_SECRET)");
  if (!values) return values.stop();
  return verifiers_c(*values, "access_token_secret");
}

Response documented_text_c(std::uint16_t status) {
  Response response{.status = status, .headers = {}, .body = std::string{reason_phrase(status)}};
  response.headers.add("Content-Type", "text/plain; charset=utf-8").add("Cache-Control", "no-store");
  return response;
}

ErrorRenderer documented_errors_c(std::string_view path, const std::string& realm) {
  return [path, realm](const Error& error, const Request& request) {
    const auto status = documented_status(path, error, request);
    const Error shown = without_a_row(error);
    Response response = status ? documented_text_c(*status) : problem(shown, request.request_id);
    add_challenge(response, status ? error : shown, realm);
    return response;
  };
}

}  // namespace signet::example
