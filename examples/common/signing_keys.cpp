// Loads or makes signing keys; what signs is always named by a file or a secret of the operator's.
#include "common/signing_keys.hpp"

#include <utility>

#include "common/secrets.hpp"
#include "signet/jose/key_set.hpp"

namespace signet::example {
namespace {

Stop refused_key(const std::string& where, const Error& error) {
  Stop stop = refused(where, error);
  stop.message += " Make a key with: signet keygen --alg RS256 > key.jwk";
  return stop;
}

/// A key without a kid gets its thumbprint for one (RFC 7638), so that a JWKS of several can tell them apart.
SigningKey named(const SigningKey& key) { return key.kid() ? key : key.with_kid(key.thumbprint()); }

Start<SigningKey> read_key(const std::string& path) {
  auto text = read_key_file(path);
  if (!text) return text.stop();
  auto key = SigningKey::from_jwk(text->expose_text());
  if (!key) return refused_key(path, key.error());
  if (key->verification_key().symmetric()) {
    return Stop{exit_usage, path + ": is a shared secret; name it by jwt_secret_file instead"};
  }
  return named(*key);
}

/// Makes the key on the first start; of two starts at once, both use the one that was there first.
Start<SigningKey> make_or_read_key(const std::string& path) {
  auto made = SigningKey::generate(Algorithm::RS256);
  if (!made) return refused_key(path, made.error());
  auto jwk = named(*made).expose_private_jwk();
  if (!jwk) return refused_key(path, jwk.error());
  auto created = create_private_file(path, *jwk);
  if (!created) return created.stop();
  return read_key(path);
}

std::string default_file(const Options& options) { return options.text("state_folder") + "/signing_key.jwk"; }

Start<SigningKeys> from_secret(const SecretSource& source) {
  auto values = read_secrets(source, "jwt_secret");
  if (!values) return values.stop();
  auto key = SigningKey::from_secret(values->front(), Algorithm::HS256);
  if (!key) return refused("jwt_secret", key.error());
  return SigningKeys{*std::move(key), R"({"keys":[]})"};  // a secret has no public part
}

}  // namespace

Option jwt_secret_option() {
  return {.key = "jwt_secret",
          .kind = OptionKind::secret,
          .fallback = "",
          .help =
              "tokens are HS256 with this shared secret, one value per line, new first: as flow A documents, "
              "in flow B a proof of concept",
          .documented_variable = "JWT_SECRET"};
}

Option signing_key_files_option() {
  return {.key = "signing_key_files",
          .kind = OptionKind::list,
          .fallback = "",
          .help =
              "private JWK files, new first: the first signs, all are published; "
              "signing_key.jwk in state_folder when empty"};
}

bool has_signing_keys(const Options& options) {
  return options.has_secret("jwt_secret") || !options.text("signing_key_files").empty() ||
         file_exists(default_file(options));
}

Start<SigningKeys> load_signing_keys(const Options& options, MissingKey missing) {
  auto files = options.list("signing_key_files");
  if (options.has_secret("jwt_secret")) {
    if (files.empty()) return from_secret(options.secret("jwt_secret"));
    return Stop{exit_usage, "jwt_secret and signing_key_files are both set; keep one"};
  }
  std::vector<SigningKey> keys;
  KeySet published;
  const bool makes = missing == MissingKey::make && !has_signing_keys(options);
  if (files.empty()) files.push_back(default_file(options));
  for (const std::string& file : files) {
    auto key = makes ? make_or_read_key(file) : read_key(file);
    if (!key) return key.stop();
    published.add(key->verification_key());
    keys.push_back(*std::move(key));
  }
  auto jwks = published.to_jwks();
  if (!jwks) return refused_key("signing_key_files", jwks.error());
  return SigningKeys{std::move(keys.front()), *std::move(jwks), keys.size()};
}

}  // namespace signet::example
