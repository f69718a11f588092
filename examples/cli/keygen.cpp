// signet keygen, signet jwks: making a key, and publishing the public parts of keys.
#include <cstdint>
#include <optional>

#include "commands.hpp"
#include "keys.hpp"
#include "signet/core/limits.hpp"

namespace signet_cli {

using namespace signet;

namespace {

Result<SigningKey> generated(Algorithm algorithm, std::optional<std::int64_t> bits) {
  if (!bits) return SigningKey::generate(algorithm);
  if (spec_of(algorithm).key_type != KeyType::RSA) throw UsageError{"--bits is for RSA keys"};
  if (*bits % 2 != 0) throw UsageError{"--bits takes an even number"};
  return SigningKey::generate(algorithm, {.bits = static_cast<std::uint32_t>(*bits)});
}

}  // namespace

Exit keygen(const Words& words) {
  const Args args{words, {.with_value = {"--alg", "--bits", "--kid"}, .flags = {"--json"}}};
  if (!args.positional().empty()) throw UsageError{"unexpected argument " + args.positional().front()};
  auto key = generated(algorithm_named(args.required("--alg")), args.number("--bits", 2048, 16384));
  if (!key) throw InputError{describe(key.error())};
  const auto kid = args.value("--kid");
  const auto jwk = key->with_kid(kid ? *kid : key->thumbprint()).expose_private_jwk();
  if (!jwk) throw UsageError{"--kid: " + describe(jwk.error())};
  print(jwk->expose_text());
  print("\n");
  return Exit::ok;
}

Exit jwks(const Words& words) {
  const Args args{words, {.with_value = {}, .flags = {"--json"}}};
  if (args.positional().empty()) throw UsageError{"name at least one key file"};
  KeySet set;
  for (const std::string& path : args.positional()) {
    const SecretBytes file = read_input(path, Limits{}.key_text);
    auto key = VerificationKey::from_jwk(file.expose_text());
    if (!key) throw InputError{path + ": " + describe(key.error())};
    if (key->symmetric())
      throw InputError{path + ": an HMAC key has no public part; share it as a secret instead"};
    set.add(*std::move(key));
  }
  const auto text = set.to_jwks();
  if (!text) throw InputError{describe(text.error())};
  print(*text + "\n");
  return Exit::ok;
}

}  // namespace signet_cli
