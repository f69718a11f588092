// Making JWS in each serialization; every header that is made is read as its recipient will read it.
#include "signet/jose/sign_jws.hpp"

#include "jose/signature_header.hpp"
#include "jose/signing_input.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

using detail::PayloadCoding;

// The payload as it is signed and, unless it is detached, as it stands in the JWS.
struct PayloadText {
  explicit PayloadText(const JwsPayload& payload)
      : text(payload.unencoded ? std::string{payload.bytes} : base64url_encode(payload.bytes)),
        coding(payload.unencoded ? PayloadCoding::unencoded : PayloadCoding::base64url),
        detached(payload.detached) {}

  bool unencoded() const noexcept { return coding == PayloadCoding::unencoded; }
  bool stands_unencoded() const noexcept { return unencoded() && !detached; }

  std::string text;
  PayloadCoding coding;
  bool detached;
};

Result<std::string> own_members(const NewSignature& signature, const PayloadText& payload) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("alg").string(to_string(signature.key.algorithm()));
  if (payload.unencoded()) json.key("b64").boolean(false);
  if (payload.unencoded() || !signature.critical.empty()) {
    json.key("crit").begin_array();
    if (payload.unencoded()) json.string("b64");  // RFC 7797 §6
    for (const std::string& name : signature.critical) json.string(name);
    json.end_array();
  }
  if (const auto kid = signature.key.kid()) json.key("kid").string(*kid);
  json.end_object();
  if (const auto written = json.finish(); !written) return written.error();
  return text;
}

// Whether the text is nothing, or one JSON object with a member at least.
bool are_members(std::string_view members) {
  return members.empty() || detail::HeaderObject::scan(std::string{members}, {}).has_value();
}

// One object of the members of two.
std::string joined(std::string own, std::string_view members) {
  if (members.empty()) return own;
  own.back() = ',';
  return own.append(members.substr(members.find('{') + 1));
}

// Which option spoils the headers, if one does.
std::string_view spoiling_option(const NewSignature& signature, const std::string& header,
                                 PayloadCoding coding) {
  const JwsOptions options{.critical = signature.critical};
  const auto alone = detail::SignatureHeader::read({header, {}}, options);
  if (!alone && alone.error() == fail(Errc::crit_unsupported, "crit")) return "critical";
  if (!alone || alone->coding() != coding) return "protected_members";
  const auto both = detail::SignatureHeader::read({header, signature.unprotected_members}, options);
  return both ? std::string_view{} : "unprotected_members";
}

Result<std::string> protected_header(const NewSignature& signature, const PayloadText& payload) {
  if (!are_members(signature.protected_members)) return fail(Errc::option_invalid, "protected_members");
  auto own = own_members(signature, payload);
  if (!own) return own.error();
  std::string header = joined(*std::move(own), signature.protected_members);
  const std::string_view spoiling = spoiling_option(signature, header, payload.coding);
  if (!spoiling.empty()) return fail(Errc::option_invalid, spoiling);
  return header;
}

struct MadeSignature {
  std::string protected_header;  // encoded
  std::string_view unprotected_header;
  std::string signature;  // encoded
};

Result<MadeSignature> make_signature(const NewSignature& signature, const PayloadText& payload) {
  const auto header = protected_header(signature, payload);
  if (!header) return header.error();
  std::string encoded = base64url_encode(*header);
  auto made = detail::encoded_signature(signature.key, detail::signing_input(encoded, payload.text));
  if (!made) return made.error();
  return MadeSignature{std::move(encoded), signature.unprotected_members, *std::move(made)};
}

void write_payload(JsonWriter& json, const PayloadText& payload) {
  if (!payload.detached) json.key("payload").string(payload.text);
}

void write_signature(JsonWriter& json, const MadeSignature& signature) {
  json.key("protected").string(signature.protected_header);
  if (!signature.unprotected_header.empty()) json.key("header").raw(signature.unprotected_header);
  json.key("signature").string(signature.signature);
}

}  // namespace

Result<std::string> sign_compact_jws(const JwsPayload& payload, const NewSignature& signature) {
  if (!signature.unprotected_members.empty()) return fail(Errc::option_invalid, "unprotected_members");
  const PayloadText prepared{payload};
  if (prepared.stands_unencoded() && !detail::fits_compact(prepared.text)) {
    return fail(Errc::option_invalid, "payload");
  }
  const auto made = make_signature(signature, prepared);
  if (!made) return made.error();
  const std::string_view standing = prepared.detached ? std::string_view{} : prepared.text;
  return detail::signing_input(made->protected_header, standing) + '.' + made->signature;
}

Result<std::string> sign_flattened_jws(const JwsPayload& payload, const NewSignature& signature) {
  const PayloadText prepared{payload};
  const auto made = make_signature(signature, prepared);
  if (!made) return made.error();
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  write_payload(json, prepared);
  write_signature(json, *made);
  json.end_object();
  if (const auto written = json.finish(); !written) return written.error();
  return text;
}

Result<std::string> sign_general_jws(const JwsPayload& payload, std::span<const NewSignature> signatures) {
  if (signatures.empty()) return fail(Errc::option_invalid, "signatures");
  const PayloadText prepared{payload};
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  write_payload(json, prepared);
  json.key("signatures").begin_array();
  for (const NewSignature& signature : signatures) {
    const auto made = make_signature(signature, prepared);
    if (!made) return made.error();
    json.begin_object();
    write_signature(json, *made);
    json.end_object();
  }
  json.end_array().end_object();
  if (const auto written = json.finish(); !written) return written.error();
  return text;
}

}  // namespace signet::inline v0
