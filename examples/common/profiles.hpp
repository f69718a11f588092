// ProfileStore: what the user service needs of a database; profiles_<database>.cpp implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/stop.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/core/uuid.hpp"

namespace signet::example {

/// What a person tells about themselves. The id is the `sub` of their tokens.
struct Profile {
  Uuid id;
  std::string name;
  std::string email;
  std::string bio;
  NumericDate created_at;
  NumericDate updated_at;
};

/// Part of the list of profiles, ordered by id. `more` tells whether others follow the last one.
struct ProfilePage {
  std::vector<Profile> profiles;
  bool more = false;
};

enum class Removal : std::uint8_t { removed, was_absent };

/// Profiles of one service. A removed profile leaves a tombstone: it is absent, and never made again.
/// Every call: @error store_unavailable (may be repeated; nothing is half done).
/// @thread all calls may be made from any number of threads at once
class ProfileStore {
 public:
  ProfileStore() = default;
  ProfileStore(const ProfileStore&) = delete;
  ProfileStore& operator=(const ProfileStore&) = delete;
  virtual ~ProfileStore() = default;

  /// Adds `profile` unless its id has a profile or a tombstone; atomic.
  [[nodiscard]] virtual Result<void> insert_if_absent(const Profile& profile) = 0;
  [[nodiscard]] virtual Result<std::optional<Profile>> find(const Uuid& id) = 0;
  /// Replaces name and bio. @return the profile as it is now; nothing when there is none
  [[nodiscard]] virtual Result<std::optional<Profile>> replace(const Uuid& id, const std::string& name,
                                                               const std::string& bio, NumericDate now) = 0;
  /// Leaves a tombstone that keeps the id and the time, and nothing else of the person.
  [[nodiscard]] virtual Result<Removal> remove(const Uuid& id, NumericDate now) = 0;
  /// At most `limit` profiles with ids above `after` (all, when it is not set).
  [[nodiscard]] virtual Result<ProfilePage> list(const std::optional<Uuid>& after, std::uint32_t limit) = 0;
  /// Whether the store answers.
  [[nodiscard]] virtual Result<void> ping() = 0;
};

/// Profiles in one SQLite file of mode 0600, made when it is not there.
Start<std::unique_ptr<ProfileStore>> open_sqlite_profiles(const std::string& path);

}  // namespace signet::example
