// signet batch: sign, which makes a compact JWS of any header and payload.
#include <vector>

#include "batch_keys.hpp"
#include "batch_ops.hpp"
#include "signet/jose/base64url.hpp"

namespace signet_cli {
namespace {

using namespace signet;

// A header that says `alg` says the key's.
void check_header(const JsonObject& given, const SigningKey& key) {
  for (const std::string_view name : {"crit", "b64"}) {
    if (given.find(name)) throw Refusal{fail(Errc::crit_unsupported, name)};
  }
  if (given.find("alg") && given.string("alg") != to_string(key.algorithm())) refuse_member("header");
  if (given.find("kid") && !given.string("kid")) refuse_member("header");
}

// `alg` and `kid` first, then the others as given.
std::string header_of(const Request& request, const SigningKey& key) {
  const bool has_header = request.has("header");
  const auto scanned = ScannedObject::of(has_header ? request.object("header") : "{}");
  if (!scanned) refuse_member("header");
  const JsonObject given = scanned->members();
  check_header(given, key);
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("alg").string(to_string(key.algorithm()));
  if (const auto kid = given.find("kid") ? given.string("kid") : key.kid()) json.key("kid").string(*kid);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given.name(i) == "alg" || given.name(i) == "kid") continue;
    const JsonValue value = given.value(i);
    json.key(given.name(i));
    value.type == JsonType::string ? json.string(value.text) : json.raw(value.text);
  }
  json.end_object();
  return text;
}

}  // namespace

void batch_sign(const Request& request, JsonWriter& answer) {
  request.expect_only({"header", "payload_b64u", "key", "alg"});
  const std::string_view payload = request.text("payload_b64u");
  static_cast<void>(decode_bytes(payload, fail(Errc::base64url_invalid, "payload_b64u")));
  const SigningKey key = signing_key(request);
  std::string token = base64url_encode(header_of(request, key)).append(".").append(payload);
  std::vector<std::byte> signature(key.signature_size());
  const std::size_t size = accepted(key.sign(token, signature));
  token.append(".").append(base64url_encode(std::span{signature}.first(size)));
  answer.key("token").string(token);
}

}  // namespace signet_cli
