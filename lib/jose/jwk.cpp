// Reading what every JWK may say, whatever its kty: alg, kid, use and key_ops (RFC 7517 §4).
#include "jose/jwk.hpp"

#include <algorithm>

#include "core/limits_range.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0::detail {
namespace {

// What kty and crv say together.
struct KeyForm {
  std::string_view kty;
  std::optional<std::string_view> crv;

  bool of_type(const AlgorithmSpec& spec) const { return to_string(spec.key_type) == kty; }
  bool fits(const AlgorithmSpec& spec) const {
    return of_type(spec) && (spec.curves.empty() || (crv && spec.curves.contain(*crv)));
  }
};

// The first row that takes such keys.
Result<AlgorithmSpec> spec_by_form(const KeyForm& form) {
  const auto of_type = [&](const AlgorithmSpec& spec) { return form.of_type(spec); };
  if (std::ranges::none_of(algorithms, of_type)) return fail(Errc::key_unsupported, "kty");
  const auto fits = [&](const AlgorithmSpec& spec) { return form.fits(spec); };
  const auto* const found = std::ranges::find_if(algorithms, fits);
  if (found == algorithms.end()) return fail(form.crv ? Errc::key_unsupported : Errc::key_malformed, "crv");
  return *found;
}

enum class KeyOp : std::uint8_t { sign, verify, other };

KeyOp key_op(const JsonElement& element) {
  if (element.equals("sign")) return KeyOp::sign;
  return element.equals("verify") ? KeyOp::verify : KeyOp::other;
}

}  // namespace

Result<KeyText> KeyText::scan(SecretBytes text, const Limits& limits) {
  KeyText owned;
  owned.text_ = std::move(text);
  const std::span<std::byte> bytes = owned.text_.expose_writable();
  const auto count = scan_object({reinterpret_cast<char*>(bytes.data()), bytes.size()}, owned.index_, limits);
  if (!count) return Error::at(Errc::key_malformed, count.error().position().value_or(0));
  owned.count_ = *count;
  return owned;
}

Result<Jwk> Jwk::parse(std::string_view text, const Limits& limits) {
  if (!in_range(limits)) return fail(Errc::option_invalid, "limits");
  if (text.size() > limits.key_text) return fail(Errc::key_malformed);
  auto owned = KeyText::scan(SecretBytes::copy_of(text), limits);
  if (!owned) return owned.error();
  return Jwk{std::move(*owned)};
}

Result<std::string_view> Jwk::string(std::string_view name) const {
  const auto value = members().string(name);
  if (!value) return fail(Errc::key_malformed, name);
  return *value;
}

Result<SecretBytes> Jwk::octets(std::string_view name) const {
  const auto text = string(name);
  if (!text) return text.error();
  SecretBytes bytes{base64url_decoded_size(text->size())};
  if (bytes.empty() || !base64url_decode(*text, bytes.expose_writable())) {
    return fail(Errc::key_malformed, name);
  }
  return bytes;
}

Result<SecretBytes> Jwk::octets(std::string_view name, std::size_t size) const {
  auto bytes = octets(name);
  if (bytes && bytes->size() != size) return fail(Errc::key_malformed, name);
  return bytes;
}

Result<Algorithm> Jwk::algorithm(std::optional<Algorithm> chosen) const {
  const auto kty = string("kty");
  if (!kty) return kty.error();
  const KeyForm form{*kty, members().string("crv")};
  const auto by_form = spec_by_form(form);
  if (!by_form) return by_form.error();
  if (chosen && !form.fits(spec_of(*chosen))) return fail(Errc::key_mismatch, "kty");
  const bool needs_alg = by_form->key_type == KeyType::AKP;  // RFC 9964: the key would mean nothing without
  if (!needs_alg && !states_algorithm()) return chosen.value_or(by_form->algorithm);

  const auto alg = string("alg");
  if (!alg) return alg.error();
  const AlgorithmSpec* const named = find_algorithm(*alg);
  if (named == nullptr) return fail(Errc::algorithm_unsupported, "alg");
  if (!form.fits(*named) || named->algorithm != chosen.value_or(named->algorithm)) {
    return fail(Errc::key_mismatch, "alg");
  }
  return named->algorithm;
}

AlgorithmSet Jwk::fitting_algorithms() const noexcept {
  const KeyForm form{members().string("kty").value_or(""), members().string("crv")};
  AlgorithmSet fitting;
  for (const AlgorithmSpec& spec : algorithms) {
    if (form.fits(spec)) fitting.insert(spec.algorithm);
  }
  return fitting;
}

Result<void> Jwk::permits(Purpose purpose) const {
  const bool has_use = members().find("use").has_value();
  if (has_use) {
    const auto use = string("use");
    if (!use) return use.error();
    if (*use != "sig") return fail(Errc::key_use_forbidden, "use");
  }
  const auto ops = members().find("key_ops");
  if (!ops) return {};
  if (ops->type != JsonType::array) return fail(Errc::key_malformed, "key_ops");
  bool signs = false;
  bool verifies = false;
  bool other = false;
  for (JsonElements walk{ops->text}; const auto element = walk.next();) {
    if (element->type != JsonType::string) return fail(Errc::key_malformed, "key_ops");
    const KeyOp op = key_op(*element);
    bool& seen = op == KeyOp::sign ? signs : op == KeyOp::verify ? verifies : other;
    if (seen && op != KeyOp::other) return fail(Errc::key_malformed, "key_ops");  // RFC 7517 §4.3: unique
    seen = true;
  }
  const bool permitted = purpose == Purpose::sign ? signs : verifies;
  const bool contradicts_use = has_use && other;  // RFC 7517 §4.3: must be consistent
  if (!permitted || contradicts_use) return fail(Errc::key_use_forbidden, "key_ops");
  return {};
}

Result<OptionalText> Jwk::kid() const {
  if (!members().find("kid")) return OptionalText{};
  const auto kid = string("kid");
  if (!kid) return kid.error();
  return OptionalText{std::string{*kid}};
}

}  // namespace signet::inline v0::detail
