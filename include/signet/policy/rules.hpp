// The rules that policies are made of. `using namespace signet::rules;` where policies are written.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/policy/policy.hpp"

namespace signet::inline v0::rules {

// Claim rules. Strings compare byte for byte (RFC 7519 §7.3), typ excepted. Each copies what it is given.

/// `iss` is exactly this (RFC 7519 §4.1.1).
Rule issuer(std::string_view name);
/// `aud` is one of these, or an array of strings that holds one of them (§4.1.3).
Rule any_audience(std::initializer_list<std::string_view> names);
/// As any_audience, and every value of `aud` is one of these.
Rule only_audience(std::initializer_list<std::string_view> names);
/// `sub` is exactly this (§4.1.2).
Rule subject(std::string_view name);
/// The header's `typ`, as a media type: ASCII case-insensitive, `application/` optional (RFC 7515 §4.1.9).
/// @error typ_mismatch  another typ, or none
Rule typ(std::string_view media_type);
/// `scope` (RFC 8693 §4.2: values parted by single spaces) holds this value, which is not empty.
/// @error insufficient_scope
Rule scope(std::string_view value);

/// A rule over any claim, begun by its name: `claim("role").one_of({"admin", "editor"})`.
class ClaimRule {
 public:
  explicit ClaimRule(std::string_view name) : name_(name) {}
  /// The claim is there, whatever its value. Negated it accepts nothing: absence never passes.
  Rule present() const;
  /// The claim is exactly this string.
  Rule equals(std::string_view text) const;
  Rule equals(const char* text) const { return equals(std::string_view{text}); }
  /// The claim is this integer. A number that is no integer as written (`1e2`, `1.0`), or beyond 64 bits, is
  /// claim_invalid: it is never rounded.
  Rule equals(std::int64_t number) const;
  Rule equals(int number) const { return equals(std::int64_t{number}); }
  /// The claim is this boolean.
  Rule equals(bool value) const;
  /// The claim is an array that holds this string.
  Rule contains(std::string_view text) const;
  /// The claim is one of these strings.
  Rule one_of(std::initializer_list<std::string_view> texts) const;

 private:
  std::string name_;
};
inline ClaimRule claim(std::string_view name) { return ClaimRule{name}; }

// Rules that read the Expected of the call. With that member left out they fail as on another value.

/// `nonce` is Expected::nonce (OpenID Connect Core §3.1.3.7).
Rule nonce();
/// `at_hash` is Expected::access_token_hash (OpenID Connect Core §3.1.3.6).
Rule access_token_hash();
/// `cnf`.`jkt` is Expected::key_thumbprint (RFC 9449 §6.1). `cnf` is at most 1 KiB and 16 members.
Rule key_thumbprint();

// Time rules. Each also demands that its claim is present.

/// now < `exp` + leeway (RFC 7519 §4.1.4: rejected on and after it).
Policy expires();
/// `nbf` - leeway <= now (§4.1.5).
Policy not_before();
/// `iat` - leeway <= now (§4.1.6).
Policy issued_at();
/// now - `iat` <= `limit`, and `iat` - leeway <= now; a negative limit accepts nothing.
Policy max_age(Seconds limit);
/// The same, with Expected::max_age.
Policy max_age();

// Rules over rules.

/// `rule`, or success when the claim that it reads is absent. Of one rule alone: what a joined policy reads
/// may be absent in part, so that does not compile.
Policy if_present(const Rule& rule);
/// A rule of the program's own; `accepts` sees the whole token.
/// @error custom_rule_failed, naming `name`
Policy custom(std::string_view name, bool (*accepts)(const TokenView& token) noexcept);

}  // namespace signet::inline v0::rules
