// Reads the keys of refresh tokens, and makes one at the first start.
#include "auth_server/refresh_keys.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "common/secrets.hpp"
#include "signet/core/random.hpp"

namespace signet::example {
namespace {

constexpr std::size_t key_bytes = 32;  // RFC 2104 §3: as long as the hash

std::string default_file(const Options& options) { return options.text("state_folder") + "/refresh_key"; }

void write_hex(std::span<const std::byte> bytes, std::span<std::byte> out) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto value = std::to_integer<unsigned>(bytes[i]);
    out[2 * i] = static_cast<std::byte>(digits[value >> 4]);
    out[2 * i + 1] = static_cast<std::byte>(digits[value & 15]);
  }
}

/// Of two first starts at once, both use the key that was there first.
Start<Done> make_key_file(const std::string& path) {
  SecretBytes random{key_bytes};
  if (!system_random().fill(random.expose_writable())) {
    return Stop{exit_failed, "the system's random generator gives no bytes"};
  }
  SecretBytes line{2 * key_bytes + 1};
  write_hex(random.expose(), line.expose_writable());
  line.expose_writable().back() = std::byte{'\n'};
  if (auto made = create_private_file(path, line); !made) return made.stop();
  return Done{};
}

/// One secret, one use: whoever verifies tokens by jwt_secret must not be able to make refresh tokens.
Start<Done> refuse_shared(const Options& options, const std::vector<SecretBytes>& keys) {
  if (!options.has_secret("jwt_secret")) return Done{};
  auto secrets = read_secrets(options.secret("jwt_secret"), "jwt_secret");
  if (!secrets) return secrets.stop();
  if (share_a_value(keys, *secrets)) {
    return Stop{
        exit_usage,
        "refresh_key and jwt_secret hold the same secret; make another with: openssl rand -base64 48"};
  }
  return Done{};
}

}  // namespace

Option refresh_key_option() {
  return {.key = "refresh_key",
          .kind = OptionKind::secret,
          .fallback = "",
          .help =
              "makes and checks refresh tokens, one value per line, new first, at most 8; refresh_key in "
              "state_folder, made at the first start, when empty"};
}

bool has_refresh_keys(const Options& options) {
  return options.has_secret("refresh_key") || file_exists(default_file(options));
}

Start<std::vector<SecretBytes>> load_refresh_keys(const Options& options, MissingKey missing) {
  const std::string file = default_file(options);
  if (missing == MissingKey::make && !has_refresh_keys(options)) {
    if (auto made = make_key_file(file); !made) return made.stop();
  }
  auto keys = options.has_secret("refresh_key") ? read_secrets(options.secret("refresh_key"), "refresh_key")
                                                : read_secrets({.file = file, .given = {}}, file);
  if (!keys) return keys.stop();
  if (auto separate = refuse_shared(options, *keys); !separate) return separate.stop();
  return keys;
}

}  // namespace signet::example
