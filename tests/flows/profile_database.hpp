// Where the profiles of a test lie: each program of tests says it, in profiles_sqlite_test.cpp or
// profiles_postgres_test.cpp.
#pragma once

#include <memory>

#include "common/profiles.hpp"

namespace signet::test {

class ProfileDatabase {
 public:
  ProfileDatabase() = default;
  ProfileDatabase(const ProfileDatabase&) = delete;
  ProfileDatabase& operator=(const ProfileDatabase&) = delete;
  virtual ~ProfileDatabase() = default;

  /// Another store on the same profiles at each call, as another process would have.
  virtual std::unique_ptr<example::ProfileStore> open() const = 0;
};

/// An empty one.
std::unique_ptr<ProfileDatabase> make_profile_database();

}  // namespace signet::test
