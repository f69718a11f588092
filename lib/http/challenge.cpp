// WWW-Authenticate from the table of errors; constant text only (RFC 6750 §3).
#include "signet/http/challenge.hpp"

namespace signet::inline v0 {

std::string bearer_challenge(const Error& error, std::string_view realm) {
  std::string challenge = "Bearer realm=\"";
  challenge.append(realm).append("\"");
  const ErrorRow& row = row_of(error.code());
  if (row.bearer.empty()) return challenge;
  challenge.append(", error=\"").append(row.bearer);
  challenge.append("\", error_description=\"").append(row.sentence).append("\"");
  return challenge;
}

void add_challenge(Response& response, const Error& error, std::string_view realm) {
  if (response.status != 401 && row_of(error.code()).bearer.empty()) return;
  response.headers.add("WWW-Authenticate", bearer_challenge(error, realm));
}

}  // namespace signet::inline v0
