// Asks over HTTP, and takes the status for the answer.
#include "resource_server/login_check.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>

#include "signet/http/httplib/client_fetcher.hpp"

namespace signet::example {
namespace {

/// For a hash that waits its turn, and then for the hash.
constexpr Seconds patience = Seconds::of(10);

Error throttled(const HeaderFields& headers) {
  const std::string_view text = headers.single("Retry-After").value_or("");
  std::uint32_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return Error::retry(Errc::throttled, read.ec == std::errc{} && seconds > 0 ? seconds : 1);
}

}  // namespace

Result<void> ask_auth_server(const std::string& url, const std::string& ca_file, const Request& request) {
  const bool has_address = request.client != "unix";
  const auto answer = post_json(url,
                                {.body = request.body,
                                 .request_id = request.request_id,
                                 .forwarded_for = has_address ? std::string_view{request.client} : ""},
                                {.timeout = patience, .ca_file = ca_file});
  if (!answer) return answer.error();
  switch (answer->status) {
    case 204:
      return {};
    case 401:
      return fail(Errc::credentials_invalid);
    case 429:
      return throttled(answer->headers);
    case 400:
    case 422:
      return fail(Errc::request_malformed);
    default:
      return fail(Errc::source_unavailable, "status");
  }
}

}  // namespace signet::example
