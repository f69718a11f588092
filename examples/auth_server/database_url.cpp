// Takes the scheme off a database URL; what is refused is described, not repeated.
#include "auth_server/database_url.hpp"

#include <string_view>

#include "common/secrets.hpp"

namespace signet::example {
namespace {

bool take_off(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

Start<DatabaseUrl> database_of(const Options& options) {
  auto secret = read_secret(options.secret("database_url"));
  if (!secret) return secret.stop();
  std::string_view url = secret->expose_text();
  while (url.ends_with('\n') || url.ends_with('\r')) url.remove_suffix(1);
  if (url.starts_with("postgres:") || url.starts_with("postgresql:")) {
    return DatabaseUrl{.is_postgres = true, .text = SecretBytes::copy_of(url)};
  }
  if (take_off(url, "sqlite:")) {
    take_off(url, "//");
  } else if (url.find("://") != std::string_view::npos) {
    return Stop{exit_usage,
                "database_url (DATABASE_URL) has a scheme that is not known; set it to postgresql://… or "
                "sqlite:PATH"};
  }
  if (url.empty()) {
    return Stop{exit_usage, "database_url (DATABASE_URL) is empty; set DATABASE_URL to sqlite:PATH"};
  }
  return DatabaseUrl{.is_postgres = false, .text = SecretBytes::copy_of(url)};
}

}  // namespace signet::example
