// Reads the form, revokes, and tells unknown tokens from failures (RFC 7009 §2.2).
#include "signet/grant/revoke.hpp"

#include "grant/verdict.hpp"
#include "signet/grant/token_request.hpp"

namespace signet::inline v0 {
namespace {

// Whether the revoker has judged the token, and found that there is nothing to revoke.
bool is_unknown_here(const Error& error) noexcept {
  const Errc code = error.code();
  return detail::is_of_token(error) && code != Errc::typ_mismatch && code != Errc::forbidden &&
         code != Errc::throttled;
}

}  // namespace

Result<Revocation> revoke_token(std::string_view form, const TokenRevoker& revoker, NumericDate now) {
  const auto token = read_token_request(form);
  if (!token) return token.error();
  const auto revoked = revoker(token->expose_text(), now);
  if (revoked.has_value()) return revoked;
  if (!is_unknown_here(revoked.error())) return revoked.error();
  return Revocation::was_not_active;
}

}  // namespace signet::inline v0
