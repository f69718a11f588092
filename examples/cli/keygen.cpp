// signet keygen, signet jwks: making a key, and publishing the public parts of keys.
#include "commands.hpp"
#include "keys.hpp"
#include "signet/core/limits.hpp"

namespace signet_cli {

using namespace signet;

Exit keygen(const Words& words) {
  const Args args{words, {.with_value = {"--alg", "--kid"}, .flags = {"--json"}}};
  if (!args.positional().empty()) throw UsageError{"unexpected argument " + args.positional().front()};
  auto key = SigningKey::generate(algorithm_named(args.required("--alg")));
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
