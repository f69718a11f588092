// Takes the token out of a form.
#include "signet/grant/token_request.hpp"

#include "grant/form.hpp"

namespace signet::inline v0 {

Result<SecretBytes> read_token_request(std::string_view form) {
  const auto read = detail::Form::read(form);
  if (!read) return read.error();
  const std::string_view token = read->value("token");
  if (token.empty()) return fail(Errc::request_malformed);
  return SecretBytes::copy_of(token);
}

}  // namespace signet::inline v0
