// Reads the options and keys of refresh sessions, and makes the key at the first start.
#include "auth_server/sessions_b.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/secrets.hpp"
#include "signet/core/random.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::example {
namespace {

constexpr std::int64_t day = 86'400;
constexpr std::size_t key_bytes = 32;  // RFC 2104 §3: as long as the hash

std::string default_file(const Options& options) { return options.text("state_folder") + "/refresh_key"; }

bool has_refresh_keys(const Options& options) {
  return options.has_secret("refresh_key") || file_exists(default_file(options));
}

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
  for (const SecretBytes& key : keys) {
    const bool shared = std::ranges::any_of(*secrets, [&key](const SecretBytes& secret) {
      return constant_time_equal(key.expose(), secret.expose());
    });
    if (shared) {
      return Stop{
          exit_usage,
          "refresh_key and jwt_secret hold the same secret; make another with: openssl rand -base64 48"};
    }
  }
  return Done{};
}

RefreshSessionsOptions sessions_options(const Options& options) {
  RefreshSessionsOptions read;
  read.lifetime = {.absolute = Seconds::of(options.number("refresh_absolute")),
                   .idle = Seconds::of(options.number("refresh_idle"))};
  read.most_per_subject = static_cast<std::uint32_t>(options.number("refresh_most_per_account"));
  read.grace = Seconds::of(options.number("refresh_grace"));
  return read;
}

AccessTokenSigner signing_with(const Current<TokenSigner>& signer) {
  return [&signer](const AccessTokenSubject& subject, NumericDate now) {
    return signer.get()->access_token(subject.account.text(), subject.name, now);
  };
}

}  // namespace

std::vector<Option> refresh_options_b() {
  return {
      {"refresh", OptionKind::truth, "false",
       "whether a login answers a refresh token too, and /auth/refresh and /auth/logout are served"},
      {"refresh_idle", OptionKind::number, "604800",
       "how long a session may lie unused, in seconds, 1 to refresh_absolute", 1, 400 * day},
      {"refresh_absolute", OptionKind::number, "2592000",
       "how long a session lasts, however often it is refreshed, in seconds, 60 to 34560000 (400 days)", 60,
       400 * day},
      {"refresh_grace", OptionKind::number, "0",
       "for how many seconds a replaced refresh token gets its successor once more, 0 to 60: above 0 a lost "
       "answer logs nobody out, and a thief has as long",
       0, 60},
      {"refresh_most_per_account", OptionKind::number, "0",
       "sessions of one account, 1 to 10000; the oldest end first; 0: any number", 0, 10'000},
      {.key = "refresh_key",
       .kind = OptionKind::secret,
       .fallback = "",
       .help = "makes and checks refresh tokens, one value per line, new first, at most 8; refresh_key in "
               "state_folder, made at the first start, when empty"},
  };
}

Start<Done> check_refresh_b(const Options& options) {
  if (!options.truth("refresh")) return Done{};
  if (options.number("refresh_idle") > options.number("refresh_absolute")) {
    return Stop{exit_usage, "refresh_idle must not be longer than refresh_absolute"};
  }
  if (!has_refresh_keys(options)) return Done{};  // the first start makes one
  if (auto keys = load_refresh_keys(options, MissingKey::refuse); !keys) return keys.stop();
  return Done{};
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

Start<std::shared_ptr<const SessionsB>> SessionsB::make(const Options& options, std::vector<SecretBytes> keys,
                                                        const Over& over) {
  RefreshSessionsOptions read = sessions_options(options);
  read.keys = std::move(keys);
  read.observer = over.observer;
  auto built = RefreshSessions::build(over.store, system_random(), std::move(read));
  if (!built) {
    const std::string name{built.error().name()};
    return Stop{exit_usage, (name == "keys" ? "refresh_key" : "refresh: " + name) + ": " +
                                std::string{built.error().sentence()}};
  }
  SessionsB made;
  made.sessions = std::make_unique<RefreshSessions>(*std::move(built));
  made.grant = std::make_unique<SessionGrant>(over.accounts, *made.sessions, system_random(),
                                              signing_with(over.signer));
  return std::make_shared<const SessionsB>(std::move(made));
}

}  // namespace signet::example
