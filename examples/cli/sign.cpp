// signet sign: claims in, a compact JWT out.
#include <vector>

#include "commands.hpp"
#include "json_text.hpp"
#include "keys.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/limits.hpp"
#include "signet/jose/base64url.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::int64_t last_second = 253'402'300'799;
constexpr std::int64_t longest_life = 31'622'400;  // seconds in 366 days

void must_be_json(const JsonWriter& json, const InputName& name) {
  if (const auto done = json.finish(); !done) throw InputError{name.text + ": " + describe(done.error())};
}

// `alg` and `kid` are the key's and nobody else's.
std::string header_of(const SigningKey& key, const std::string& members) {
  const JsonText given{members, {"--header"}};
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("alg").string(to_string(key.algorithm()));
  if (const auto kid = key.kid()) json.key("kid").string(*kid);
  for (std::size_t i = 0; i < given.object().size(); ++i) {
    const std::string_view name = given.object().name(i);
    if (name == "alg" || name == "kid")
      throw UsageError{"--header: " + std::string{name} + " comes from the key"};
    given.copy_member(json, i);
  }
  json.end_object();
  must_be_json(json, {"--header"});
  return text;
}

std::string claims_text(const std::string& path) {
  if (path.empty()) return "{}";
  const SecretBytes file = read_input(path, Limits{}.token);
  return std::string{file.expose_text()};
}

std::string claims_of(const Args& args) {
  const std::string path = args.value("--claims").value_or("");
  const JsonText given{claims_text(path), {path}};
  const auto lifetime = args.number("--expires-in", 1, longest_life);
  const auto at = args.number("--now", 0, last_second);
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  for (std::size_t i = 0; i < given.object().size(); ++i) {
    const std::string_view name = given.object().name(i);
    if (lifetime && (name == "iat" || name == "exp")) {
      throw UsageError{"the claims already have " + std::string{name} + ", which --expires-in writes"};
    }
    given.copy_member(json, i);
  }
  if (lifetime) {
    const NumericDate issued = at ? NumericDate::from_seconds(*at) : now();
    json.key("iat").date(issued).key("exp").date(issued + Seconds::of(*lifetime));
  }
  json.end_object();
  must_be_json(json, {path});
  return text;
}

}  // namespace

Exit sign(const Words& words) {
  const Args args{
      words, {.with_value = {"--key", "--header", "--claims", "--now", "--expires-in"}, .flags = {"--json"}}};
  if (!args.positional().empty()) throw UsageError{"unexpected argument " + args.positional().front()};
  const SigningKey key = read_signing_key(args.required("--key"));
  const std::string header = header_of(key, args.value("--header").value_or(R"({"typ":"JWT"})"));

  std::string token = base64url_encode(header) + "." + base64url_encode(claims_of(args));
  std::vector<std::byte> signature(key.signature_size());
  const auto size = key.sign(token, signature);
  if (!size) throw InputError{describe(size.error())};
  token += "." + base64url_encode(std::span{signature}.first(*size));

  print(args.flag("--json") ? "{\"token\":\"" + token + "\"}\n" : token + "\n");
  return Exit::ok;
}

}  // namespace signet_cli
