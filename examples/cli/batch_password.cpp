// signet batch: hash, check and needs_rehash.
#include <algorithm>

#include "batch_ops.hpp"
#include "passwords.hpp"
#include "signet/core/random.hpp"

namespace signet_cli {
namespace {

using namespace signet;

// The bytes of `password` or of `password_b64u`, whichever is there.
SecretBytes password_of(const Request& request) {
  if (request.has("password") == request.has("password_b64u")) refuse_member("password");
  if (request.has("password")) return SecretBytes::copy_of(request.text("password"));
  return decode_bytes(request.text("password_b64u"), fail(Errc::base64url_invalid, "password_b64u"));
}

PasswordHasher hasher_of(const Request& request) {
  const auto name = request.optional_text("preset").value_or("default");
  const auto* const preset = std::ranges::find(named_presets, name, &NamedPreset::name);
  if (preset == named_presets.end()) refuse_member("preset");
  return accepted(PasswordHasher::build({.target = preset->params, .max_password = password_limit}));
}

}  // namespace

void batch_hash(const Request& request, JsonWriter& answer) {
  request.expect_only({"password", "password_b64u", "preset"});
  const SecretBytes password = password_of(request);
  answer.key("hash").string(accepted(hasher_of(request).hash(password.expose_text(), system_random())));
}

void batch_check(const Request& request, JsonWriter& answer) {
  request.expect_only({"password", "password_b64u", "stored"});
  const SecretBytes password = password_of(request);
  const PasswordCheck checked =
      accepted(hasher_of(request).verify(password.expose_text(), request.text("stored")));
  answer.key("match").boolean(checked == PasswordCheck::match);
}

void batch_needs_rehash(const Request& request, JsonWriter& answer) {
  request.expect_only({"stored"});
  const RehashReasons reasons = accepted(hasher_of(request).needs_rehash(request.text("stored")));
  answer.key("needs_rehash").boolean(reasons.any()).key("reasons").begin_array();
  if (reasons.algorithm) answer.string("algorithm");
  if (reasons.parameters) answer.string("parameters");
  if (reasons.form) answer.string("form");
  answer.end_array();
}

}  // namespace signet_cli
