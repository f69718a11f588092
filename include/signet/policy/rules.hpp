// The rules that policies are made of. `using namespace signet::rules;` where policies are written.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/policy/policy.hpp"

namespace signet::inline v0::rules {

// Claim rules. Strings compare byte for byte (RFC 7519 §7.3), typ excepted.

/// `iss` is exactly this (RFC 7519 §4.1.1).
ClaimPolicy issuer(std::string_view name);
/// `aud` is one of these, or an array that holds one of them (§4.1.3).
ClaimPolicy any_audience(std::initializer_list<std::string_view> names);
/// As any_audience, and every value of `aud` is one of these.
ClaimPolicy only_audience(std::initializer_list<std::string_view> names);
/// `sub` is exactly this (§4.1.2).
ClaimPolicy subject(std::string_view name);
/// The header's `typ`, as a media type: ASCII case-insensitive, `application/` optional (RFC 7515 §4.1.9).
/// @error typ_mismatch  another typ, or none
ClaimPolicy typ(std::string_view media_type);
/// `scope` (RFC 8693 §4.2: values joined by single spaces) holds this value.
/// @error insufficient_scope
ClaimPolicy scope(std::string_view value);

/// A rule over any claim, begun by its name: `claim("role").one_of({"admin", "editor"})`.
class ClaimRule {
 public:
  explicit ClaimRule(std::string_view name) : name_(name) {}
  /// The claim is exactly this string.
  ClaimPolicy equals(std::string_view text) const;
  ClaimPolicy equals(const char* text) const { return equals(std::string_view{text}); }
  /// The claim is this integer, written as one.
  ClaimPolicy equals(std::int64_t number) const;
  ClaimPolicy equals(int number) const { return equals(std::int64_t{number}); }
  /// The claim is this boolean.
  ClaimPolicy equals(bool value) const;
  /// The claim is an array that holds this string.
  ClaimPolicy contains(std::string_view text) const;
  /// The claim is one of these strings.
  ClaimPolicy one_of(std::initializer_list<std::string_view> texts) const;

 private:
  std::string name_;
};
inline ClaimRule claim(std::string_view name) { return ClaimRule{name}; }

// Rules that read the Expected of the call.

/// `nonce` is Expected::nonce (OpenID Connect Core §3.1.3.7).
ClaimPolicy nonce();
/// `at_hash` is Expected::access_token_hash.
ClaimPolicy access_token_hash();
/// `cnf`.`jkt` is Expected::key_thumbprint (RFC 9449 §6.1).
ClaimPolicy key_thumbprint();

// Time rules. Each also demands that its claim is present.

/// now < `exp` + leeway (RFC 7519 §4.1.4: rejected on and after it).
Policy expires();
/// `nbf` - leeway <= now (§4.1.5).
Policy not_before();
/// `iat` - leeway <= now (§4.1.6).
Policy issued_at();
/// now - `iat` <= `limit`, and `iat` not in the future; limit >= 0.
Policy max_age(Seconds limit);
/// The same, with Expected::max_age.
Policy max_age();

// Rules over rules.

/// `rule`, or success when the one claim that it reads is absent. `rule` is a single claim rule; of a joined
/// policy nothing is known to be absent, so that is refused at the first check (custom_rule_failed never; see
/// @error option_invalid).
Policy if_present(const ClaimPolicy& rule);
/// A rule of the program's own; `accepts` sees the whole token. @error custom_rule_failed, naming `name`
Policy custom(std::string_view name, bool (*accepts)(const TokenView& token) noexcept);

}  // namespace signet::inline v0::rules
