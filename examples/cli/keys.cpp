// Key files of the signet command: see keys.hpp.
#include "keys.hpp"

#include <cstdio>

#include "io.hpp"
#include "signet/core/limits.hpp"

namespace signet_cli {
namespace {

using namespace signet;

[[noreturn]] void unusable(const std::string& path, const Error& error) {
  throw InputError{path + ": " + describe(error)};
}

template <class T>
T usable(Result<T> result, const std::string& path) {
  if (!result) unusable(path, result.error());
  return *std::move(result);
}

std::vector<Algorithm> listed_algorithms(const Args& args) {
  std::vector<Algorithm> listed;
  for (const std::string& name : args.list("--alg")) listed.push_back(algorithm_named(name));
  return listed;
}

KeySet read_secret(const std::string& path, const std::vector<Algorithm>& listed) {
  const SecretBytes file = read_input(path, Limits{}.key_text);
  std::string_view secret = file.expose_text();
  if (secret.ends_with('\n')) secret.remove_suffix(secret.ends_with("\r\n") ? 2 : 1);
  KeySet set;
  for (const Algorithm algorithm : listed) {
    set.add(usable(VerificationKey::from_secret(SecretBytes::copy_of(secret), algorithm), path));
  }
  return set;
}

KeySet read_pem(const std::string& path, std::string_view text, const std::vector<Algorithm>& listed) {
  if (listed.size() != 1) throw UsageError{"a PEM key does not say its algorithm: give exactly one --alg"};
  KeySet set;
  set.add(usable(VerificationKey::from_pem(text, listed.front()), path));
  return set;
}

KeySet read_jwks(const std::string& path, std::string_view text) {
  KeySet set = usable(KeySet::parse(text), path);
  for (const SkippedKey& skipped : set.skipped()) {
    std::fprintf(stderr, "signet: %s: key %zu is skipped: %s\n", path.c_str(), skipped.index,
                 describe(skipped.error).c_str());
  }
  return set;
}

KeySet read_keys(const std::string& path, const std::vector<Algorithm>& listed) {
  const SecretBytes file = read_input(path, Limits{}.key_set_text);
  const std::string_view text = file.expose_text();
  if (text.find("-----BEGIN") != std::string_view::npos) return read_pem(path, text, listed);
  // A set has a member `keys` and a JWK has not; which one it is decides whose error is worth telling.
  if (text.find("\"keys\"") != std::string_view::npos) return read_jwks(path, text);
  return usable(KeySet::from_jwk(text), path);
}

}  // namespace

Algorithm algorithm_named(const std::string& name) {
  if (const AlgorithmSpec* spec = find_algorithm(name)) return spec->algorithm;
  throw UsageError{"unknown algorithm " + name + " (known: " + known_algorithms() + ")"};
}

std::string known_algorithms() {
  std::string known;
  for (const AlgorithmSpec& spec : algorithms) known.append(known.empty() ? "" : ", ").append(spec.name);
  return known;
}

SigningKey read_signing_key(const std::string& path) {
  const SecretBytes file = read_input(path, Limits{}.key_text);
  return usable(SigningKey::from_jwk(file.expose_text()), path);
}

VerificationKeys read_verification_keys(const Args& args) {
  const auto keys_file = args.value("--keys");
  const auto secret_file = args.value("--secret-file");
  const auto listed = listed_algorithms(args);
  if (keys_file.has_value() == secret_file.has_value())
    throw UsageError{"give either --keys or --secret-file"};
  if (secret_file && listed.empty()) throw UsageError{"--secret-file needs --alg"};

  VerificationKeys keys{keys_file ? read_keys(*keys_file, listed) : read_secret(*secret_file, listed), {}};
  if (keys.set.keys().empty()) throw InputError{*keys_file + " holds no usable key"};
  for (const Algorithm algorithm : listed) keys.algorithms.insert(algorithm);
  if (listed.empty()) keys.algorithms = keys.set.algorithms();
  return keys;
}

}  // namespace signet_cli
