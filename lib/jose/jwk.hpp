// Jwk: one JSON Web Key, scanned and not yet believed (RFC 7517 §4); KeyText: the JSON text it came in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "jose/key_material.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {

/// A scanned JSON object with a copy of its text, wiped when it goes, since it may hold private parts.
class KeyText {
 public:
  /// @error key_malformed  not one strict JSON object of at most 65,535 bytes
  static Result<KeyText> scan(SecretBytes text, const Limits& limits);

  JsonObject members() const noexcept {
    return {reinterpret_cast<const char*>(text_.expose().data()), std::span{index_}.first(count_)};
  }

 private:
  KeyText() = default;

  SecretBytes text_;
  std::array<JsonMember, 256> index_;
  std::size_t count_ = 0;
};

class Jwk {
 public:
  /// @error key_malformed   longer than limits.key_text, and as KeyText::scan
  /// @error option_invalid  limits out of range
  static Result<Jwk> parse(std::string_view text, const Limits& limits);

  JsonObject members() const noexcept { return text_.members(); }

  /// A member that must be a string. @error key_malformed, naming it
  Result<std::string_view> string(std::string_view name) const;
  /// A member that must be strict base64url of at least one byte. @error key_malformed, naming it
  Result<SecretBytes> octets(std::string_view name) const;
  /// The same where the size is fixed by the curve (RFC 7518 §6.2.1.2, RFC 8037 §2).
  Result<SecretBytes> octets(std::string_view name, std::size_t size) const;

  /// The algorithm that the key is for: the chosen one, which its members must agree with; else its `alg`, or
  /// what its kty and crv take.
  /// @error as VerificationKey::from_jwk
  Result<Algorithm> algorithm(std::optional<Algorithm> chosen) const;
  bool states_algorithm() const noexcept { return members().find("alg").has_value(); }
  /// Every algorithm that its kty and crv take, whatever its `alg`.
  AlgorithmSet fitting_algorithms() const noexcept;
  /// Whether `use` and `key_ops`, where present, permit `purpose`.
  /// @error key_malformed, key_use_forbidden
  Result<void> permits(Purpose purpose) const;
  /// @error key_malformed  `kid` is not a string
  Result<OptionalText> kid() const;
  /// RFC 7518 §6.2.2, §6.3.2 and RFC 8037 §2 all name the private value `d`, RFC 9964 `priv`.
  bool has_private_part() const noexcept {
    return members().find("d").has_value() || members().find("priv").has_value();
  }

 private:
  explicit Jwk(KeyText text) noexcept : text_(std::move(text)) {}

  KeyText text_;
};

}  // namespace signet::inline v0::detail
