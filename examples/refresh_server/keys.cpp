// Reads jwt_key, service_key and caller_key.
#include "refresh_server/keys.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/open_login.hpp"
#include "common/secrets.hpp"

namespace signet::example {
namespace {

constexpr std::size_t fewest_bytes = 32;  // RFC 7518 §3.2

std::string in_folder(const Options& options, std::string_view name) {
  return options.text("secrets_folder") + "/" + std::string{name};
}

bool is_text(const SecretBytes& content) {
  return std::ranges::all_of(content.expose_text(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
}

/// All that the secret's source holds.
Start<SecretBytes> read_content(const Options& options, std::string_view name) {
  const SecretSource& source = options.secret(name);
  if (!source.file.empty()) return read_key_file(source.file);
  if (!source.given.empty()) return SecretBytes::copy_of(source.given.expose());
  return read_key_file(in_folder(options, name));
}

Start<std::vector<SecretBytes>> as_lines(SecretBytes content, std::string_view name) {
  if (!is_text(content)) {
    return Stop{exit_usage, std::string{name} +
                                " has bytes that are no text; if they are the key as they stand, set "
                                "jwt_key_untrimmed"};
  }
  return read_secrets({.file = {}, .given = std::move(content)}, name);
}

/// The documented service takes the whole file, its last newline too.
Start<std::vector<SecretBytes>> as_it_stands(SecretBytes content) {
  if (content.size() < fewest_bytes) {
    return Stop{exit_usage, "jwt_key has " + std::to_string(content.size()) +
                                " bytes, at least 32 are needed; make one with: openssl rand -base64 48"};
  }
  std::vector<SecretBytes> keys;
  keys.push_back(std::move(content));
  return keys;
}

Start<std::vector<SecretBytes>> read_jwt_keys(const Options& options) {
  const std::string file = in_folder(options, "jwt_key");
  if (!options.has_secret("jwt_key") && !file_exists(file)) {
    return Stop{exit_usage, "no key: " + file + " is not there; make one with: (umask 077; openssl rand " +
                                "-base64 48 > " + file + "), or name another file by jwt_key_file"};
  }
  auto content = read_content(options, "jwt_key");
  if (!content) return content.stop();
  return options.truth("jwt_key_untrimmed") ? as_it_stands(*std::move(content))
                                            : as_lines(*std::move(content), "jwt_key");
}

/// Of a secret that may not be there: then none.
Start<std::vector<SecretBytes>> read_bearer_keys(const Options& options, std::string_view name) {
  if (!options.has_secret(name) && !file_exists(in_folder(options, name))) {
    return std::vector<SecretBytes>{};
  }
  auto content = read_content(options, name);
  if (!content) return content.stop();
  return as_lines(*std::move(content), name);
}

std::vector<SecretBytes> copy_of(const std::vector<SecretBytes>& keys) {
  std::vector<SecretBytes> copies;
  copies.reserve(keys.size());
  for (const SecretBytes& key : keys) copies.push_back(SecretBytes::copy_of(key.expose()));
  return copies;
}

Stop shared(std::string_view one, std::string_view other) {
  return {exit_usage, std::string{one} + " is also a " + std::string{other} +
                          "; make another with: openssl rand -base64 48"};
}

}  // namespace

std::vector<Option> key_options() {
  return {
      {"secrets_folder", OptionKind::text, "/run/secrets",
       "where jwt_key, service_key, caller_key and cache_password are files of these names, unless told by "
       "options of their own"},
      {"jwt_key", OptionKind::secret, "",
       "HS256 keys of the tokens, one per line: the first signs, all verify"},
      {"jwt_key_untrimmed", OptionKind::truth, "false",
       "jwt_key is one key, byte for byte, its last newline too, as the documented service reads it"},
      {"caller_key", OptionKind::secret, "",
       "bearer keys, one per line, of who may POST /revoke and /introspect, and nothing else; then no "
       "service_key may; without it, each may"},
      {"cache_password", OptionKind::secret, "",
       "of Redis; also a file of this name in secrets_folder; without it, Redis asks for none"},
  };
}

Start<KeysD> read_keys(const Options& options) {
  auto jwt = read_jwt_keys(options);
  if (!jwt) return jwt.stop();
  auto service = read_bearer_keys(options, "service_key");
  if (!service) return service.stop();
  auto callers = read_bearer_keys(options, "caller_key");
  if (!callers) return callers.stop();
  if (auto good = check_bearer_keys(*callers, "caller_key"); !good) return good.stop();
  if (share_a_value(*jwt, *service)) return shared("service_key", "jwt_key");
  if (share_a_value(*jwt, *callers)) return shared("caller_key", "jwt_key");
  if (share_a_value(*service, *callers)) return shared("caller_key", "service_key");
  if (callers->empty()) *callers = copy_of(*service);
  return KeysD{*std::move(jwt), *std::move(service), *std::move(callers)};
}

Start<SecretBytes> read_cache_password(const Options& options) {
  if (!options.has_secret("cache_password") && !file_exists(in_folder(options, "cache_password"))) {
    return SecretBytes{};
  }
  auto content = read_content(options, "cache_password");
  if (!content) return content.stop();
  const std::string_view text = content->expose_text();
  return SecretBytes::copy_of(text.substr(0, text.find_last_not_of("\r\n") + 1));
}

}  // namespace signet::example
