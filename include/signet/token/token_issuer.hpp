// TokenIssuer: makes signed JWTs of one kind: one key, one header, one issuer, audience and lifetime.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0 {

namespace detail {
class PayloadText;
}
class Uuid;

/// What all tokens of an issuer share. Empty members are left out of the token.
struct TokenIssuerOptions {
  SigningKey key;
  std::string issuer{};                 ///< `iss`
  std::vector<std::string> audience{};  ///< `aud`: one is written as a string, several as an array
  bool audience_array = false;          ///< one is written as an array too
  Seconds lifetime{};                   ///< `exp` - `iat`; 1 s .. 366 days
  std::string typ = "JWT";              ///< the header's `typ`
  bool token_id = true;                 ///< a fresh UUID as `jti`
  bool not_before = false;              ///< `nbf` = `iat`
};

/// One more claim of a token: `Claim::text("email", email)`. Borrows name and value for the call.
class Claim {
 public:
  static constexpr Claim text(std::string_view name, std::string_view text) noexcept {
    return {name, Kind::text, text, 0};
  }
  static constexpr Claim integer(std::string_view name, std::int64_t number) noexcept {
    return {name, Kind::integer, {}, number};
  }
  static constexpr Claim boolean(std::string_view name, bool value) noexcept {
    return {name, Kind::boolean, {}, value ? 1 : 0};
  }
  /// `json` is one JSON value, as made by a JsonWriter; issue refuses anything else.
  static constexpr Claim json(std::string_view name, std::string_view json) noexcept {
    return {name, Kind::json, json, 0};
  }

  constexpr std::string_view name() const noexcept { return name_; }

 private:
  friend class TokenIssuer;
  enum class Kind : std::uint8_t { text, integer, boolean, json };
  constexpr Claim(std::string_view name, Kind kind, std::string_view text, std::int64_t number) noexcept
      : name_(name), text_(text), number_(number), kind_(kind) {}

  std::string_view name_;
  std::string_view text_;
  std::int64_t number_;
  Kind kind_;
};

/// What one token says. Borrows for the call.
struct NewToken {
  std::string_view subject{};       ///< `sub`; left out when empty
  std::span<const Claim> claims{};  ///< more claims, of other names than iss sub aud exp nbf iat jti
};

/// Immutable. @thread issue may be called from any number of threads at once
class TokenIssuer {
 public:
  /// @error option_invalid  `lifetime` out of range, or text that is not UTF-8; the error names the option
  static Result<TokenIssuer> build(TokenIssuerOptions options);

  /// A compact JWT issued at `now`. Claims in this order: iss, sub, aud, exp, nbf, iat, jti, then the others.
  /// @error claim_invalid  a further claim repeats a name, has one of the seven above, or is not JSON; the
  ///                       error names it
  /// @error utf8_invalid, random_unavailable, signing_failed; those that an external signer answered
  [[nodiscard]] Result<std::string> issue(const NewToken& token, NumericDate now, RandomSource& random) const;
  /// The same into `out`, which is overwritten, and empty on an error. Its capacity is reused: into a kept
  /// buffer that held a token of this size before, nothing is allocated.
  [[nodiscard]] Result<void> issue_into(std::string& out, const NewToken& token, NumericDate now,
                                        RandomSource& random) const;

 private:
  // What stands at the front of every token: header, dot and first claims, encoded; and of these the 0 to 2
  // bytes behind the last whole group. `key`, where there is one, has hashed `hashed` characters of it.
  struct Front {
    std::string text;
    detail::SharedKey key{};
    std::size_t hashed = 0;
    std::array<char, 2> rest{};
    std::size_t rest_size = 0;
  };
  // The claims up to the first date's digits, made once: in two parts around a subject, or in one.
  struct Texts {
    Front without_subject;
    Front to_subject;
    std::string from_subject;
  };
  TokenIssuer(TokenIssuerOptions options, Texts texts)
      : options_(std::move(options)), texts_(std::move(texts)) {}
  static Front front_of(std::string_view header, std::string_view claims, const SigningKey& key);
  static Texts first_claims(std::string_view header, const TokenIssuerOptions& options);
  Result<void> write(std::string& out, const NewToken& token, NumericDate now, RandomSource& random) const;
  bool write_claims(detail::PayloadText& payload, const NewToken& token, NumericDate now,
                    const Uuid& id) const;
  Result<void> append_signature(std::string& out, std::size_t size, const Front& front) const;
  static bool write_claim(detail::PayloadText& payload, const Claim& claim);
  static const Claim* spoiling_claim(std::span<const Claim> claims, std::string& room);

  TokenIssuerOptions options_;
  Texts texts_;
};

}  // namespace signet::inline v0
