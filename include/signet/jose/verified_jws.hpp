// A JWS of any payload, in any serialization (RFC 7515 §7), to be had only by verification.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/core/limits.hpp"
#include "signet/core/optional_text.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/algorithm.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/jose/key_source.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0 {

namespace detail {
class JwsVerification;
class SignatureHeader;

/// The text of a header and, of a copy that was decoded in place, its members.
class HeaderObject {
 public:
  HeaderObject() = default;  ///< a header that is not there
  /// @error json_*, utf8_invalid
  /// @error header_malformed  it has no member, and so must not be there (RFC 7515 §7.2.1)
  static Result<HeaderObject> scan(std::string text, const Limits& limits);

  std::string_view text() const noexcept { return text_; }
  JsonObject members() const noexcept { return {decoded_.data(), index_}; }

 private:
  std::string text_;
  std::string decoded_;
  std::vector<JsonMember> index_;
};
}  // namespace detail

/// One signature of a JWS, which held.
/// @thread const access from any number of threads
class VerifiedSignature {
 public:
  Algorithm algorithm() const noexcept { return algorithm_; }
  /// The header's `kid`: the protected one, or one in the unprotected header that the verifying key has too.
  /// View into *this.
  std::optional<std::string_view> kid() const& noexcept { return kid_.view(); }
  /// What was signed as header, its strings decoded; without members if there was none. The unprotected
  /// header, which anybody may change, is not kept. Borrows from *this.
  JsonObject protected_header() const& noexcept { return header_.members(); }
  /// The same as JSON text, byte for byte as signed; empty if there was none. View into *this.
  std::string_view protected_text() const& noexcept { return header_.text(); }
  std::optional<std::string_view> kid() const&& = delete;
  JsonObject protected_header() const&& = delete;
  std::string_view protected_text() const&& = delete;

 private:
  friend class detail::SignatureHeader;
  VerifiedSignature() = default;

  Algorithm algorithm_{};
  detail::OptionalText kid_;
  detail::HeaderObject header_;
};

struct JwsOptions {
  /// The payload, where the JWS comes without it (RFC 7515 Appendix F); one that brings its own is then
  /// refused. Borrowed for the call; `limits` do not concern it.
  std::optional<std::string_view> detached_payload{};
  /// Names that `crit` may list, beside `b64`, because the caller acts on those header members (RFC 7515
  /// §4.1.11). Names that RFC 7515 itself defines are never accepted there.
  std::vector<std::string> critical{};
  /// In general JSON one signature that holds is enough. Any that does not hold, has no key or an algorithm
  /// or critical member that is not accepted is left out of the result; a malformed one still spoils all.
  bool any_of = false;
  /// Takes an `alg` from the unprotected header. A key has one algorithm anyhow, but where the same key
  /// material is listed for several, or without `alg`, only a protected one says which was meant (RFC 7515
  /// §10.7).
  bool accept_unprotected_alg = false;
  /// How many keys are tried for one signature where `kid` is absent or several keys have it, in the order of
  /// their set: 1 .. 4. When more fit, none is tried. A JWS costs limits.signatures times this at most.
  std::size_t try_candidates = 1;
  Limits limits{};
};

/// A payload that was signed, with the signatures that hold over it. Self-contained.
/// @thread const access from any number of threads
class VerifiedJws {
 public:
  /// The bytes that were signed: any, text or not, and for `b64` false not base64url decoded.
  /// View into *this.
  std::string_view payload() const& noexcept { return payload_; }
  /// In the order of the JWS, at least one. Two of them may be by the same key.
  std::span<const VerifiedSignature> signatures() const& noexcept { return signatures_; }
  std::string_view payload() const&& = delete;
  std::span<const VerifiedSignature> signatures() const&& = delete;

 private:
  friend class detail::JwsVerification;
  explicit VerifiedJws(std::string payload) noexcept : payload_(std::move(payload)) {}

  std::string payload_;
  std::vector<VerifiedSignature> signatures_;
};

/// Verifies a JWS in compact serialization (RFC 7515 §7.1). Whoever wants a JWT asks TokenVerifier, which
/// refuses `b64`. All is read and held to the limits before a key is looked at.
/// @error token_malformed   not three parts, or an empty header or signature part; a payload, though one was
///                          given as detached; with `b64` false one that is not printable ASCII
/// @error token_too_large, token_encrypted, base64url_invalid, json_*, utf8_invalid
/// @error header_malformed  the member named is missing, of the wrong type, or in both headers
/// @error crit_unsupported  `crit` is unprotected, no list of names, or lists one that is not accepted, is
///                          missing or comes twice; `b64` is unprotected or not in `crit` (RFC 7797 §6)
/// @error algorithm_unsupported, algorithm_not_allowed, key_not_found, key_ambiguous  as KeySet::select
/// @error signature_invalid
/// @error option_invalid    `limits` or `try_candidates` out of range
/// @thread safe
[[nodiscard]] Result<VerifiedJws> verify_compact_jws(std::string_view text, const KeySource& keys,
                                                     AlgorithmSet accepted, const JwsOptions& options = {});

/// Verifies a JWS in flattened or general JSON (RFC 7515 §7.2). Of several signatures all must hold, unless
/// any_of is set; the error is then that of the first that was left out. All headers are read before the
/// first signature is checked. Errors as verify_compact_jws, and
/// @error token_malformed   the member named is missing, empty, of the wrong type, or one of flattened JSON
///                          beside `signatures`; `payload` is missing, and none was given
/// @error token_too_large   more than limits.signatures signatures
/// @error header_malformed  `b64` is not the same for all signatures (RFC 7797 §3)
[[nodiscard]] Result<VerifiedJws> verify_json_jws(std::string_view text, const KeySource& keys,
                                                  AlgorithmSet accepted, const JwsOptions& options = {});

/// Verifies a JWS in whichever serialization: JSON if it begins with `{`, white space aside, else compact,
/// which no text that begins so can be.
[[nodiscard]] Result<VerifiedJws> verify_jws(std::string_view text, const KeySource& keys,
                                             AlgorithmSet accepted, const JwsOptions& options = {});

}  // namespace signet::inline v0
