// Opens flow B's parts.
#include "resource_server/parts_b.hpp"

#include <cstdio>
#include <string>
#include <utility>

#include "common/counted_stores.hpp"
#include "common/postgres.hpp"
#include "common/secrets.hpp"
#include "common/store_url.hpp"
#include "resource_server/flow_b.hpp"
#include "signet/core/chrono.hpp"

namespace signet::example {
namespace {

Start<SecretBytes> profiles_url(const Options& options) {
  return read_store_url(options, {.key = "profiles_url", .file = "profiles_file"});
}

Start<std::unique_ptr<ProfileStore>> open_profiles_at(const SecretBytes& url) {
  auto profiles = open_postgres_profiles(url.expose_text());
  if (profiles) return *std::move(profiles);
  if (profiles.error().code() == Errc::store_schema_mismatch) {
    return Stop{exit_failed,
                "profiles_url: the database holds accounts, or profiles of a later version; profiles have a "
                "database of their own"};
  }
  return refused("profiles_url", profiles.error());
}

Start<std::unique_ptr<ProfileStore>> open_profiles(const Options& options) {
  if (auto made = ensure_private_folder(options.text("state_folder")); !made) return made.stop();
  const std::string& file = options.text("profiles_file");
  auto url = profiles_url(options);
  if (!url) return url.stop();
  if (!url->empty()) return open_profiles_at(*url);
  return open_sqlite_profiles(file.empty() ? options.text("state_folder") + "/profiles.db" : file);
}

}  // namespace

Start<Done> UsersPartsB::check(const Options& options) {
  Log unused{std::string{options.program()}, stderr};  // keys that are checked and not served say nothing
  if (auto keys = TrustedKeys::open(options, flow_b_policy(), unused); !keys) return keys.stop();
  if (auto url = profiles_url(options); !url) return url.stop();
  return Done{};
}

Start<std::unique_ptr<UsersPartsB>> UsersPartsB::open(const Options& options, Reports& reports) {
  std::unique_ptr<UsersPartsB> parts{new UsersPartsB(options)};
  auto keys = TrustedKeys::open(options, flow_b_policy(), reports.log());
  if (!keys) return keys.stop();
  parts->keys_ = *std::move(keys);
  reports.show_keys("verification", [keys = parts->keys_.get()] { return keys->in_use(); });
  auto profiles = open_profiles(options);
  if (!profiles) return profiles.stop();
  parts->profiles_ = counted(*std::move(profiles), reports.store_errors("profiles"));
  return parts;
}

Site UsersPartsB::site() {
  Site site;
  add_flow_b(site.router, {.profiles = *profiles_,
                           .verify = [this](std::string_view token) { return keys_->verify(token, now()); },
                           .realm = options_.text("realm")});
  site.health = {.ready = [this] { return keys_->loaded(); },
                 .database = [this] { return profiles_->ping(); },
                 .only_store_routes = true};
  site.reload = [this] { keys_->reload(); };
  return site;
}

}  // namespace signet::example
