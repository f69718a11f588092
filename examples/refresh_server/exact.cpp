// The table of flow D's failures, and the answers made of it.
#include "refresh_server/exact.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "signet/http/problem.hpp"

namespace signet::example {
namespace {

struct Row {
  std::string_view path;
  std::optional<Errc> code;  ///< none: every failure that has no row, of the token, the store or the signer
  std::uint16_t status;
  std::string_view text;
};

constexpr std::string_view wrong_method = "method not allowed";
constexpr std::string_view no_json = "failed to unmarshal request body";
constexpr std::string_view no_header = "missing authorization header";
constexpr std::string_view no_login = "failed to login";
constexpr std::string_view no_refresh = "failed to refresh token";
constexpr std::string_view no_session = "failed to authenticate";
constexpr std::string_view no_logout = "failed to logout";

constexpr std::array rows{
    Row{"/ping", Errc::method_not_allowed, 405, "Method not allowed"},
    Row{"/login", Errc::method_not_allowed, 405, wrong_method},
    Row{"/login", Errc::request_malformed, 400, no_json},
    Row{"/login", Errc::member_invalid, 400, no_json},
    Row{"/login", std::nullopt, 500, no_login},
    Row{"/refresh", Errc::method_not_allowed, 405, wrong_method},
    Row{"/refresh", Errc::request_malformed, 400, no_json},
    Row{"/refresh", Errc::member_invalid, 500, no_refresh},  // absent or null
    Row{"/refresh", Errc::refresh_token_invalid, 500, no_refresh},
    Row{"/refresh", std::nullopt, 500, no_refresh},
    Row{"/authenticate", Errc::method_not_allowed, 405, wrong_method},
    Row{"/authenticate", Errc::authorization_missing, 400, no_header},
    Row{"/authenticate", std::nullopt, 400, no_session},
    Row{"/logout", Errc::method_not_allowed, 405, wrong_method},
    Row{"/logout", Errc::authorization_missing, 400, no_header},
    Row{"/logout", Errc::store_unavailable, 503, no_logout},  // the document says 200 and deletes nothing
    Row{"/logout", Errc::revoke_unconfirmed, 503, no_logout},
    Row{"/logout", std::nullopt, 500, no_logout},
};

/// The code by which the table knows the error. The documented service cuts 7 bytes off the one header and
/// takes the rest for the token.
Errc documented_code(const Error& error, const Request& request) {
  const auto header = request.headers.single("Authorization");
  if (error.code() != Errc::authorization_malformed || !header) return error.code();
  return header->size() <= std::string_view{"Bearer "}.size() ? Errc::authorization_missing
                                                              : Errc::token_malformed;
}

const Row* find_row(std::string_view path, Errc code) {
  const Stage stage = row_of(code).stage;
  const bool may_be_any = stage != Stage::request && stage != Stage::hash;
  const auto fits = [&](const Row& row) {
    return row.path == path && (row.code ? *row.code == code : may_be_any);
  };
  const auto it = std::ranges::find_if(rows, fits);
  return it == rows.end() ? nullptr : it;
}

Response plain(std::uint16_t status, std::string_view text) {
  Response response{.status = status, .headers = {}, .body = std::string{text} + "\n"};
  response.headers.add("Content-Type", "text/plain; charset=utf-8").add("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace

ErrorRenderer documented_errors(std::string_view path) {
  return [path](const Error& error, const Request& request) {
    const Row* const row = find_row(path, documented_code(error, request));
    if (row == nullptr) return problem(error, request.request_id);
    Response response = plain(row->status, row->text);
    if (row->status == 503) response.headers.add("Retry-After", "1");
    return response;
  };
}

Response undocumented_path(const Error& error, const Request& request) {
  if (error.code() != Errc::not_found) return problem(error, request.request_id);
  return plain(404, "404 page not found");
}

}  // namespace signet::example
