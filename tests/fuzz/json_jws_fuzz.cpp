// Fuzzes JWS in flattened and general JSON: as it comes, and signed anew by the HMAC key wherever it can be.
#include "fuzz/fixed_keys.hpp"
#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"
#include "signet/jose/verified_jws.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::string_view detached = "a payload from elsewhere";

std::string text_or_empty(const Json& value) {
  return value.is_string() ? value.get<std::string>() : std::string{};
}

void sign_part(Json& part, const std::string& payload) {
  if (!part.is_object()) return;
  part["signature"] = hmac_over(text_or_empty(member(part, "protected")) + "." + payload);
}

// Nothing where the text is no JSON object.
std::optional<Json> signed_again(std::string_view input) {
  auto jws = json_of(input);
  if (!jws || !jws->is_object()) return std::nullopt;
  const std::string payload =
      jws->contains("payload") ? text_or_empty((*jws)["payload"]) : base64url_encode(detached);
  if (!jws->contains("signatures")) {
    sign_part(*jws, payload);
  } else if ((*jws)["signatures"].is_array()) {
    for (Json& part : (*jws)["signatures"]) sign_part(part, payload);
  }
  return jws;
}

// Of a signature that held: another may be left out for what is foreign to us, and says nothing of the
// payload. Nothing where nlohmann/json cannot say, for a number that no double holds.
std::optional<bool> is_unencoded(const VerifiedSignature& signature) {
  if (signature.protected_text().empty()) return false;
  const Theirs header = read_theirs(signature.protected_text());
  if (header.beyond_double) return std::nullopt;
  require(header.value.has_value(), "a protected header is JSON");
  return member(*header.value, "b64") == false;
}

void check_accepted(const VerifiedJws& jws, const Json& json, bool all) {
  const Json list = member(json, "signatures");
  const std::size_t parts = list.is_array() ? list.size() : 1;
  require(!jws.signatures().empty() && jws.signatures().size() <= parts, "no signature more than there are");
  if (all) require(jws.signatures().size() == parts, "without any_of every signature holds");
  if (!json.contains("payload")) {
    require(jws.payload() == detached, "without a payload of its own it has the detached one");
    return;
  }
  const auto unencoded = is_unencoded(jws.signatures().front());
  if (!unencoded) return;
  const std::string payload = text_or_empty(json["payload"]);
  require(*unencoded ? jws.payload() == payload : jws.payload() == decoded(payload),
          "the payload is the one that was signed");
}

void verify(const std::string& text) {
  const auto json = json_of(text);
  JwsOptions options{.critical = {"x"}};
  if (json && json->is_object() && !json->contains("payload")) options.detached_payload = detached;
  const auto verified = [&] { return verify_json_jws(text, fixed_keys(), fixed_algorithms, options); };
  const auto all = verified();
  options.any_of = true;
  const auto any = verified();
  options.accept_unprotected_alg = true;
  const auto loose = verified();
  require(!all || any, "any_of refuses nothing");
  require(!any || loose, "accept_unprotected_alg refuses nothing");
  if (!json) return;
  if (all) check_accepted(*all, *json, true);
  if (all) require(any->signatures().size() == all->signatures().size(), "any_of leaves out none that holds");
  if (any) check_accepted(*any, *json, false);
  if (loose) check_accepted(*loose, *json, false);
}

}  // namespace

void look_at(std::string_view input) {
  verify(std::string{input});
  if (const auto again = signed_again(input)) verify(again->dump());
}

}  // namespace signet_fuzz
