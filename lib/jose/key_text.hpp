// Recognising key files that were about to become HMAC secrets (RFC 8725 §3.5: algorithm confusion).
#pragma once

#include <string_view>

namespace signet::inline v0::detail {

/// Whether `secret` is the text of a PEM block, JWK, JWK set, OpenSSH key or certificate, with white space or
/// a byte order mark around it, or the DER of a key or certificate.
bool is_key_text(std::string_view secret) noexcept;

}  // namespace signet::inline v0::detail
