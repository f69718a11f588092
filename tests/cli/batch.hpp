// Requests to `signet batch` and the exact lines they are answered with.
#pragma once

#include <string>
#include <vector>

namespace signet_test {

struct Exchange {
  std::string request;
  std::string answer;
};

/// Sends all requests to one process, and checks each answer, that no line is left over, exit code 0 and an
/// empty standard error.
void check_answers(const std::vector<Exchange>& exchanges);

/// What `signet batch` writes for this input, cut into lines, each of which must have been ended.
std::vector<std::string> batch_lines(const std::string& input);

/// A request with id 1 of this operation and these further members, as JSON text.
std::string request(const std::string& op, const std::string& members);
/// The refusal that answers it; `claim` may be empty.
std::string refusal(const std::string& code, const std::string& stage, const std::string& claim = {});
/// The success that answers it, with these further members.
std::string success(const std::string& members);

/// HMAC secret `0123456789abcdef0123456789abcdef` of the tokens that Python's hmac module made.
inline const std::string secret_key = R"({"secret_b64u":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"})";
inline const std::string secret_jwk =
    R"({"kty":"oct","alg":"HS256","kid":"k1","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"})";

}  // namespace signet_test
