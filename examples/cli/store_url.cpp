// Reading a store's URL, without ever repeating one.
#include "store_url.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

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

std::string path_of(std::string_view url) {
  constexpr std::array<std::string_view, 4> servers{"postgres:", "postgresql:", "redis:", "rediss:"};
  const std::string scheme = lower_case(url.substr(0, url.find(':') + 1));
  if (std::ranges::find(servers, scheme) != servers.end()) {
    throw UsageError{scheme + "// is not in this version; the store is sqlite:PATH"};
  }
  constexpr std::string_view sqlite = "sqlite:";
  if (!url.starts_with(sqlite)) throw UsageError{"the store is sqlite:PATH"};
  url.remove_prefix(sqlite.size());
  if (url.starts_with("///")) {
    url.remove_prefix(2);
  } else if (url.starts_with("//")) {
    throw UsageError{"an SQLite store has no host: write sqlite:PATH or sqlite:///PATH"};
  }
  if (url.empty()) throw UsageError{"the store is sqlite:PATH, and PATH is missing"};
  return std::string{url};
}

// Whoever may write it decides which accounts are changed.
std::string path_in_file(const std::string& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    throw InputError{file + ": others may write this file; run: chmod go-w " + file};
  }
  const SecretBytes content = read_input(file, url_limit);
  return path_of(trimmed(content.expose_text()));
}

}  // namespace

std::string store_path(const Args& args) {
  const auto url = args.value("--store");
  const auto file = args.value("--store-file");
  if (url && file) throw UsageError{"give either --store or --store-file"};
  if (url && carries_password(*url)) {
    throw UsageError{
        "--store carries a password, which other users of this machine can read; use SIGNET_STORE_FILE "
        "instead"};
  }
  if (url) return path_of(*url);
  if (file) return path_in_file(*file);
  if (const char* named = std::getenv("SIGNET_STORE_FILE"); named != nullptr) return path_in_file(named);
  if (const char* given = std::getenv("SIGNET_STORE"); given != nullptr) return path_of(given);
  throw UsageError{"--store is needed, or SIGNET_STORE_FILE, or SIGNET_STORE"};
}

}  // namespace signet_cli
