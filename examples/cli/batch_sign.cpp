// signet batch: sign, which makes a compact JWS of any header and payload.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "batch_keys.hpp"
#include "batch_ops.hpp"
#include "signet/jose/sign_jws.hpp"

namespace signet_cli {
namespace {

using namespace signet;

ScannedObject given_header(const Request& request) {
  auto scanned = ScannedObject::of(request.has("header") ? request.object("header") : "{}");
  if (!scanned) refuse_member("header");
  return *std::move(scanned);
}

std::optional<std::string_view> text_in(const JsonObject& header, std::string_view name) {
  const auto text = header.string(name);
  if (!text && header.find(name)) refuse_member("header");
  return text;
}

// The key, of the algorithm and with the kid that the header says, if it says them.
SigningKey key_for(const Request& request, const JsonObject& header) {
  const auto alg = text_in(header, "alg");
  const auto kid = text_in(header, "kid");
  SigningKey key = signing_key(request, alg);
  if (alg && alg != to_string(key.algorithm())) refuse_member("header");
  if (!kid) return key;
  if (key.kid() && key.kid() != kid) refuse_member("header");
  return key.with_kid(std::string{*kid});
}

std::vector<std::string> critical_names(const JsonObject& header) {
  const auto crit = header.find("crit");
  if (!crit) return {};
  auto names = crit->type == JsonType::array ? texts_of(crit->text) : std::nullopt;
  if (!names) throw Refusal{fail(Errc::crit_unsupported, "crit")};
  return *std::move(names);
}

bool says_unencoded(const JsonObject& header, const std::vector<std::string>& critical) {
  const auto b64 = header.find("b64");
  if (!b64) return false;
  if (std::ranges::find(critical, "b64") == critical.end())
    throw Refusal{fail(Errc::crit_unsupported, "b64")};
  if (b64->type != JsonType::boolean) throw Refusal{fail(Errc::header_malformed, "b64")};
  return b64->text == "false";
}

// The members that sign_compact_jws does not write itself; nothing if there is none.
std::string further_members(const JsonObject& header, bool unencoded) {
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string_view name = header.name(i);
    if (name == "alg" || name == "kid" || name == "crit" || (unencoded && name == "b64")) continue;
    const JsonValue value = header.value(i);
    json.key(name);
    value.type == JsonType::string ? json.string(value.text) : json.raw(value.text);
  }
  json.end_object();
  return text == "{}" ? std::string{} : text;
}

// Which member of the request an option was made of.
Error in_words_of_request(const Error& error) {
  if (error == fail(Errc::option_invalid, "critical")) return fail(Errc::crit_unsupported, "crit");
  if (error == fail(Errc::option_invalid, "protected_members")) return fail(Errc::member_invalid, "header");
  if (error == fail(Errc::option_invalid, "payload")) return fail(Errc::member_invalid, "payload_b64u");
  return error;
}

}  // namespace

void batch_sign(const Request& request, JsonWriter& answer) {
  request.expect_only({"header", "payload_b64u", "key", "alg"});
  const SecretBytes payload =
      decode_bytes(request.text("payload_b64u"), fail(Errc::base64url_invalid, "payload_b64u"));
  const ScannedObject given = given_header(request);
  const JsonObject header = given.members();
  const SigningKey key = key_for(request, header);
  std::vector<std::string> critical = critical_names(header);
  const bool unencoded = says_unencoded(header, critical);
  if (unencoded) critical.erase(std::ranges::find(critical, "b64"));  // which is then written for us
  const std::string members = further_members(header, unencoded);
  const auto token =
      sign_compact_jws({.bytes = payload.expose_text(), .unencoded = unencoded},
                       {.key = key, .protected_members = members, .critical = std::move(critical)});
  if (!token) throw Refusal{in_words_of_request(token.error())};
  answer.key("token").string(*token);
}

}  // namespace signet_cli
