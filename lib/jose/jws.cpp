// Splitting, header reading and signing of compact JWS (RFC 7515 §7.1, §4, §5.1).
#include "signet/jose/jws.hpp"

#include <algorithm>
#include <array>

#include "core/limits_range.hpp"
#include "jose/critical.hpp"
#include "jose/signing_input.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "signet/json/view.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

// The two headers of a signature, of which the second is empty in compact serialization.
struct Headers {
  JsonObject signed_part;
  JsonObject unsigned_part;

  std::optional<JsonValue> find(std::string_view name) const noexcept {
    const auto value = signed_part.find(name);
    return value ? value : unsigned_part.find(name);
  }
};

// An optional header member that must be a string (RFC 7515 §4.1).
Result<std::optional<std::string_view>> text_member(const Headers& headers, std::string_view name) {
  const auto value = headers.find(name);
  if (!value) return std::optional<std::string_view>{};
  if (value->type != JsonType::string) return fail(Errc::header_malformed, name);
  return std::optional{value->text};
}

// A JWT may have extensions that the caller acts on, but no other payload coding.
Result<void> check_extensions(const JsonObject& header, std::span<const std::string> critical) {
  if (header.find("crit")) {
    const auto understood = detail::read_crit(header, {.by_caller = critical});
    if (!understood) return understood.error();
  }
  if (header.find("b64")) return fail(Errc::crit_unsupported, "b64");  // RFC 7797 §7
  return {};
}

Result<Algorithm> read_algorithm(const Headers& headers) {
  const auto alg = headers.find("alg");
  if (!alg || alg->type != JsonType::string) return fail(Errc::header_malformed, "alg");
  const AlgorithmSpec* const spec = find_algorithm(alg->text);
  if (spec == nullptr) return fail(Errc::algorithm_unsupported, "alg");
  return spec->algorithm;
}

}  // namespace

Result<CompactJws> CompactJws::split(std::string_view text, const Limits& limits) noexcept {
  constexpr std::size_t none = std::string_view::npos;
  if (!detail::token_in_range(limits)) return fail(Errc::option_invalid, "limits");
  if (text.size() > limits.token) return fail(Errc::token_too_large);
  std::array<std::size_t, 5> dots{};
  std::size_t count = 0;
  for (std::size_t at = text.find('.'); at != none && count < dots.size(); at = text.find('.', at + 1)) {
    dots[count++] = at;
  }
  if (count == 4) return fail(Errc::token_encrypted);  // RFC 7516 §7.1
  if (count != 2 || dots[0] == 0 || dots[1] + 1 == text.size()) return fail(Errc::token_malformed);
  if (dots[0] > limits.header) return fail(Errc::token_too_large);
  CompactJws jws;
  jws.text_ = text;
  jws.header_end_ = dots[0];
  jws.payload_end_ = dots[1];
  return jws;
}

Result<JoseHeader> JoseHeader::parse(std::string_view encoded, const Limits& limits,
                                     std::span<const std::string> critical) {
  if (!detail::token_in_range(limits)) return fail(Errc::option_invalid, "limits");
  if (encoded.size() > limits.header) return fail(Errc::token_too_large);
  auto text = base64url_decode(encoded);
  if (!text) return text.error();
  std::array<JsonMember, 256> index;
  const auto count = scan_object(*text, index, limits);
  if (!count) return count.error();
  const JsonObject members{text->data(), std::span{index}.first(*count)};

  if (const auto extended = check_extensions(members, critical); !extended) return extended.error();
  return read(members, {});
}

Result<JoseHeader> JoseHeader::read(const JsonObject& protected_header,
                                    const JsonObject& unprotected_header) {
  const Headers members{protected_header, unprotected_header};
  if (members.find("enc")) return fail(Errc::token_encrypted, "enc");   // RFC 7516 §9: so a JWE is told
  if (members.find("zip")) return fail(Errc::header_malformed, "zip");  // RFC 7516 §4.1.3: of JWE only
  const auto algorithm = read_algorithm(members);
  if (!algorithm) return algorithm.error();
  const auto kid = text_member(members, "kid");
  if (!kid) return kid.error();
  const auto typ = text_member(members, "typ");
  if (!typ) return typ.error();
  if (const auto cty = text_member(members, "cty"); !cty) return cty.error();

  JoseHeader header;
  header.algorithm_ = *algorithm;
  header.has_typ_ = typ->has_value();
  header.has_kid_ = kid->has_value();
  header.typ_size_ = typ->value_or("").size();
  header.texts_.append(typ->value_or("")).append(kid->value_or(""));
  return header;
}

Result<std::string> sign_compact(const SigningKey& key, std::string_view payload,
                                 const CompactHeader& header) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("alg").string(to_string(key.algorithm()));
  if (!header.typ.empty()) json.key("typ").string(header.typ);
  if (const auto kid = key.kid()) json.key("kid").string(*kid);
  json.end_object();
  if (const auto written = json.finish(); !written) return written.error();

  const std::string input = detail::signing_input(base64url_encode(text), base64url_encode(payload));
  const auto signature = detail::encoded_signature(key, input);
  if (!signature) return signature.error();
  return input + '.' + *signature;
}

}  // namespace signet::inline v0
