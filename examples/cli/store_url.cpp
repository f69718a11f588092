// Reading a store's URL, without ever repeating one.
#include "store_url.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

#include "common/postgres.hpp"
#include "common/redis.hpp"
#include "io.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::size_t url_limit = 8192;  // bytes

std::string lower_case(std::string_view text) {
  std::string lower{text};
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return lower;
}

// `scheme://user:password@host`, `?password=` or libpq's `password=`; in doubt, yes. A password may hold any
// character, so the last @ is taken for the one before the host.
bool carries_password(std::string_view url) {
  const auto slashes = url.find("://");
  const auto at = url.rfind('@');
  if (slashes != std::string_view::npos && at != std::string_view::npos && slashes + 3 < at &&
      url.substr(slashes + 3, at - slashes - 3).find(':') != std::string_view::npos) {
    return true;
  }
  return !url.starts_with("sqlite:") && lower_case(url).find("pass") != std::string::npos;
}

constexpr const char* forms = "the store is sqlite:PATH or postgresql://USER@HOST/DATABASE";

StoreUrl postgres_at(std::string_view url) {
  const auto good = example::check_postgres_url(url);
  if (good) return {.is_postgres = true, .text = SecretBytes::copy_of(url)};
  const std::string part{good.error().name()};
  if (good.error().code() == Errc::store_unsupported) throw UsageError{"this signet was " + part};
  throw UsageError{part + " is wrong: " + forms};
}

StoreUrl sqlite_at(std::string_view url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (!url.starts_with(sqlite)) throw UsageError{forms};
  url.remove_prefix(sqlite.size());
  if (url.starts_with("///")) {
    url.remove_prefix(2);
  } else if (url.starts_with("//")) {
    throw UsageError{"an SQLite store has no host: write sqlite:PATH or sqlite:///PATH"};
  }
  if (url.empty()) throw UsageError{"the store is sqlite:PATH, and PATH is missing"};
  return {.is_postgres = false, .text = SecretBytes::copy_of(url)};
}

StoreUrl store_at(std::string_view url) {
  const std::string scheme = lower_case(url.substr(0, url.find(':') + 1));
  if (scheme == "redis:" || scheme == "rediss:") throw UsageError{scheme + "// keeps no accounts; " + forms};
  return scheme == "postgres:" || scheme == "postgresql:" ? postgres_at(url) : sqlite_at(url);
}

// Where a URL may stand: the first of these that is given.
struct Place {
  std::string_view option;
  std::string_view option_of_file;
  const char* variable_of_file;
  const char* variable;
};
constexpr Place place_of_store{"--store", "--store-file", "SIGNET_STORE_FILE", "SIGNET_STORE"};
constexpr Place place_of_sessions{"--sessions", "--sessions-file", "SIGNET_SESSIONS_FILE", "SIGNET_SESSIONS"};

// Whoever may write it decides which accounts are changed.
SecretBytes url_in_file(const std::string& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    throw InputError{file + ": others may write this file; run: chmod go-w " + file};
  }
  const SecretBytes content = read_input(file, url_limit);
  return SecretBytes::copy_of(trimmed(content.expose_text()));
}

std::optional<SecretBytes> url_at(const Place& place, const Args& args) {
  const auto url = args.value(place.option);
  const auto file = args.value(place.option_of_file);
  const std::string option{place.option};
  if (url && file) throw UsageError{"give either " + option + " or " + std::string{place.option_of_file}};
  if (url && carries_password(*url)) {
    throw UsageError{option + " carries a password, which other users of this machine can read; use " +
                     place.variable_of_file + " instead"};
  }
  if (url) return SecretBytes::copy_of(*url);
  if (file) return url_in_file(*file);
  if (const char* named = std::getenv(place.variable_of_file); named != nullptr) return url_in_file(named);
  if (const char* given = std::getenv(place.variable); given != nullptr) {
    return SecretBytes::copy_of(std::string_view{given});
  }
  return std::nullopt;
}

}  // namespace

StoreUrl store_url(const Args& args) {
  const auto url = url_at(place_of_store, args);
  if (!url) throw UsageError{"--store is needed, or SIGNET_STORE_FILE, or SIGNET_STORE"};
  return store_at(url->expose_text());
}

std::optional<SecretBytes> sessions_url(const Args& args) {
  auto url = url_at(place_of_sessions, args);
  if (!url) return std::nullopt;
  const auto good = example::check_redis_url(url->expose_text());
  if (good) return url;
  const std::string part{good.error().name()};
  if (part == "tls") throw UsageError{"this signet speaks no TLS to Redis"};
  if (good.error().code() == Errc::store_unsupported) throw UsageError{"this signet was " + part};
  throw UsageError{part + " is wrong: the sessions are in redis://USER@HOST:PORT/DATABASE"};
}

std::uint32_t sessions_replicas(const Args& args) {
  constexpr std::uint32_t most = 16;  // as RedisOptions has it
  auto text = args.value("--sessions-replicas");
  const char* const variable = std::getenv("SIGNET_SESSIONS_REPLICAS");
  if (!text && variable != nullptr) text = variable;
  if (!text) return 0;
  std::uint32_t count = 0;
  const char* const end = text->data() + text->size();
  const auto [read, problem] = std::from_chars(text->data(), end, count);
  if (problem != std::errc{} || read != end || count > most) {
    throw UsageError{"--sessions-replicas (or SIGNET_SESSIONS_REPLICAS) takes a number from 0 to 16"};
  }
  return count;
}

}  // namespace signet_cli
