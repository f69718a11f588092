// Opens flow B's parts.
#include "resource_server/parts_b.hpp"

#include <cstdio>
#include <string>
#include <utility>

#include "common/secrets.hpp"
#include "resource_server/flow_b.hpp"
#include "signet/core/chrono.hpp"

namespace signet::example {
namespace {

Start<std::unique_ptr<ProfileStore>> open_profiles(const Options& options) {
  if (auto made = ensure_private_folder(options.text("state_folder")); !made) return made.stop();
  const std::string& file = options.text("profiles_file");
  return open_sqlite_profiles(file.empty() ? options.text("state_folder") + "/profiles.db" : file);
}

}  // namespace

Start<Done> UsersPartsB::check(const Options& options) {
  Log unused{std::string{options.program()}, stderr};  // keys that are checked and not served say nothing
  if (auto keys = TrustedKeys::open(options, flow_b_policy(), unused); !keys) return keys.stop();
  return Done{};
}

Start<std::unique_ptr<UsersPartsB>> UsersPartsB::open(const Options& options, Log& log) {
  std::unique_ptr<UsersPartsB> parts{new UsersPartsB(options)};
  auto keys = TrustedKeys::open(options, flow_b_policy(), log);
  if (!keys) return keys.stop();
  parts->keys_ = *std::move(keys);
  auto profiles = open_profiles(options);
  if (!profiles) return profiles.stop();
  parts->profiles_ = *std::move(profiles);
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
