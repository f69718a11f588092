// application/problem+json from an Error (RFC 9457).
#include "signet/http/problem.hpp"

#include <string>
#include <utility>

#include "signet/json/writer.hpp"

namespace signet::inline v0 {

Response problem(const Error& error, std::string_view request_id) {
  std::string body;
  JsonWriter json{body};
  json.begin_object()
      .key("type")
      .string("about:blank")
      .key("title")
      .string(reason_phrase(error.http_status()));
  json.key("status").integer(error.http_status()).key("detail").string(error.sentence());
  json.key("code").string(to_string(error.code()));
  if (!error.name().empty()) json.key("name").string(error.name());
  if (!request_id.empty()) json.key("request_id").string(request_id);
  json.end_object();

  Response response{.status = error.http_status(), .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", "application/problem+json").add("Cache-Control", "no-store");
  add_retry_after(response, error);
  return response;
}

void add_retry_after(Response& response, const Error& error) {
  if (const auto seconds = error.retry_after()) {
    response.headers.add("Retry-After", std::to_string(*seconds));
  } else if (error.http_status() == 503) {
    response.headers.add("Retry-After", "1");
  }
}

}  // namespace signet::inline v0
