// Taking compact, flattened and general JWS apart.
#include "jose/jws_parts.hpp"

#include <algorithm>
#include <array>

#include "signet/jose/jws.hpp"
#include "signet/json/view.hpp"

namespace signet::inline v0::detail {
namespace {

// A JSON object of which the text is kept as long as its members.
class ScannedText {
 public:
  ScannedText(std::string_view text, const Limits& limits)
      : text_(text), count_(scan_object(text_, index_, limits)) {}

  const Result<std::size_t>& scanned() const noexcept { return count_; }
  JsonObject members() const noexcept { return {text_.data(), std::span{index_}.first(*count_)}; }

 private:
  std::string text_;
  std::array<JsonMember, 256> index_;
  Result<std::size_t> count_;
};

// RFC 7515 §7.2.1: `protected` and `header` are absent when they are empty, so there is one way to say so.
Result<std::string_view> text_of(const JsonObject& object, std::string_view name, JsonType type) {
  const auto value = object.find(name);
  if (!value) return std::string_view{};
  if (value->type != type || value->text.empty()) return fail(Errc::token_malformed, name);
  return value->text;
}

// The members that a flattened JWS and an element of `signatures` have in common.
Result<SignaturePart> signature_part(const JsonObject& object, const Limits& limits) {
  auto protected_header = text_of(object, "protected", JsonType::string);
  if (!protected_header) return protected_header.error();
  auto unprotected_header = text_of(object, "header", JsonType::object);
  if (!unprotected_header) return unprotected_header.error();
  auto signature = text_of(object, "signature", JsonType::string);
  if (!signature) return signature.error();
  if (signature->empty()) return fail(Errc::token_malformed, "signature");
  if (protected_header->size() > limits.header) return fail(Errc::token_too_large, "protected");
  if (unprotected_header->size() > limits.header) return fail(Errc::token_too_large, "header");
  return SignaturePart{std::string{*protected_header}, std::string{*unprotected_header},
                       std::string{*signature}};
}

// Whether there are more elements than that; no more are looked at.
bool has_more_than(std::size_t most, std::string_view array) noexcept {
  std::size_t count = 0;
  for (JsonElements walk{array}; count <= most && walk.next();) ++count;
  return count > most;
}

Result<std::vector<SignaturePart>> signatures_of(const JsonValue& array, const Limits& limits) {
  if (array.type != JsonType::array) return fail(Errc::token_malformed, "signatures");
  if (has_more_than(limits.signatures, array.text)) return fail(Errc::token_too_large, "signatures");
  std::vector<SignaturePart> parts;
  for (JsonElements walk{array.text}; const auto element = walk.next();) {
    if (element->type != JsonType::object) return fail(Errc::token_malformed, "signatures");
    const ScannedText object{element->raw, limits};
    if (!object.scanned()) return object.scanned().error();
    auto part = signature_part(object.members(), limits);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) return fail(Errc::token_malformed, "signatures");
  return parts;
}

Result<std::vector<SignaturePart>> read_signatures(const JsonObject& jws, const Limits& limits) {
  const auto several = jws.find("signatures");
  if (!several) {
    auto one = signature_part(jws, limits);
    if (!one) return one.error();
    return std::vector{std::move(*one)};
  }
  for (const std::string_view name : {"protected", "header", "signature"}) {  // RFC 7515 §7.2.2
    if (jws.find(name)) return fail(Errc::token_malformed, name);
  }
  return signatures_of(*several, limits);
}

}  // namespace

Result<JwsParts> JwsParts::from_compact(std::string_view text, const Limits& limits) {
  const auto jws = CompactJws::split(text, limits);
  if (!jws) return jws.error();
  JwsParts parts{Serialization::compact, std::string{jws->payload()}, {}};
  parts.signatures.push_back({std::string{jws->header()}, {}, std::string{jws->signature()}});
  return parts;
}

Result<JwsParts> JwsParts::from_json(std::string_view text, const Limits& limits) {
  if (text.size() > limits.token) return fail(Errc::token_too_large);
  const ScannedText object{text, limits};
  if (!object.scanned()) return object.scanned().error();
  const JsonObject jws = object.members();
  if (jws.find("ciphertext")) return fail(Errc::token_encrypted);  // RFC 7516 §9: so a JWE is told from a JWS

  const auto payload = jws.find("payload");
  if (payload && payload->type != JsonType::string) return fail(Errc::token_malformed, "payload");
  auto signatures = read_signatures(jws, limits);
  if (!signatures) return signatures.error();
  JwsParts parts{Serialization::json, std::nullopt, std::move(*signatures)};
  if (payload) parts.payload = std::string{payload->text};
  return parts;
}

}  // namespace signet::inline v0::detail
