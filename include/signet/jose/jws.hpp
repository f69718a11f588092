// A JWS in compact serialization (RFC 7515 §7.1), split but not believed, and its header, read but not
// believed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/algorithm.hpp"

namespace signet::inline v0 {

class JsonObject;
namespace detail {
class SignatureHeader;
}

/// The three parts of a compact JWS. Nothing is decoded or verified yet.
/// Borrows the text it was split from.
class CompactJws {
 public:
  /// Finds the two dots and applies the bounds.
  /// @error token_too_large  longer than limits.token, or its header part longer than limits.header
  /// @error token_encrypted  five parts: a JWE
  /// @error token_malformed  any other number of parts, or an empty header or signature part
  /// @error option_invalid   limits out of range
  static Result<CompactJws> split(std::string_view text, const Limits& limits = {}) noexcept;

  std::string_view header() const noexcept { return text_.substr(0, header_end_); }
  std::string_view payload() const noexcept {
    return text_.substr(header_end_ + 1, payload_end_ - header_end_ - 1);
  }
  std::string_view signature() const noexcept { return text_.substr(payload_end_ + 1); }
  /// What the signature is over: header, dot and payload as they stand in the token.
  std::string_view signing_input() const noexcept { return text_.substr(0, payload_end_); }

 private:
  CompactJws() = default;

  std::string_view text_;
  std::size_t header_end_ = 0;
  std::size_t payload_end_ = 0;
};

/// What a JOSE header says; from outside and, until the signature held, not to be believed.
/// `jku jwk x5u x5c x5t` are never followed and never looked at (RFC 8725 §3.10).
class JoseHeader {
 public:
  /// Decodes and strictly parses the encoded header of a JWS.
  /// @error base64url_invalid, json_*, utf8_invalid
  /// @error token_too_large        longer than limits.header
  /// @error option_invalid         limits out of range
  /// @error header_malformed       no `alg`; `alg`, `kid`, `typ` or `cty` not a string (the error names it);
  /// `zip` present
  /// @error token_encrypted        `enc` present: the header of a JWE (RFC 7516 §9)
  /// @error algorithm_unsupported  an `alg` that is not in the table; `none` is one
  /// @error crit_unsupported       `crit` is no list of names, or lists one that is not in `critical`, is
  ///                               missing or comes twice (RFC 7515 §4.1.11); or `b64` present (RFC 7797 §7:
  ///                               not for JWT)
  /// @param critical  names that the caller acts on, as JwsOptions::critical; `b64` is never accepted
  static Result<JoseHeader> parse(std::string_view encoded, const Limits& limits = {},
                                  std::span<const std::string> critical = {});

  Algorithm algorithm() const noexcept { return algorithm_; }
  /// Views into *this.
  std::optional<std::string_view> kid() const& noexcept {
    return has_kid_ ? std::optional{text(typ_size_, texts_.size())} : std::nullopt;
  }
  std::optional<std::string_view> typ() const& noexcept {
    return has_typ_ ? std::optional{text(0, typ_size_)} : std::nullopt;
  }
  std::optional<std::string_view> kid() const&& = delete;
  std::optional<std::string_view> typ() const&& = delete;

 private:
  friend class detail::SignatureHeader;
  friend class VerifiedToken;
  JoseHeader() = default;
  // Of two headers without a common name. crit and b64 are not looked at.
  static Result<JoseHeader> read(const JsonObject& protected_header, const JsonObject& unprotected_header);

  // Of a header that was moved from too, which has no texts.
  std::string_view text(std::size_t from, std::size_t to) const noexcept {
    return from < texts_.size() ? std::string_view{texts_}.substr(from, to - from) : std::string_view{};
  }

  Algorithm algorithm_{};
  bool has_typ_ = false;
  bool has_kid_ = false;
  std::size_t typ_size_ = 0;
  std::string texts_;  // typ and kid
};

}  // namespace signet::inline v0
