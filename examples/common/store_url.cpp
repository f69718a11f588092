// Reads the URL before any driver sees it; what is refused is named by its part, not repeated.
#include "common/store_url.hpp"

#include <string>

#include "common/secrets.hpp"

namespace signet::example {

Start<SecretBytes> read_store_url(const Options& options, const StoreUrlOption& option) {
  const std::string key{option.key};
  if (!options.has_secret(key)) return SecretBytes{};
  if (!option.file.empty() && !options.text(option.file).empty()) {
    return Stop{exit_usage, key + " and " + std::string{option.file} + " are both set; keep one"};
  }
  auto secret = read_secret(options.secret(key));
  if (!secret) return secret.stop();
  std::string_view url = secret->expose_text();
  while (url.ends_with('\n') || url.ends_with('\r')) url.remove_suffix(1);
  if (const auto good = option.check(url); !good) return refused(key, good.error());
  return SecretBytes::copy_of(url);
}

}  // namespace signet::example
