// Profiles in an SQLite file: whose it is, and that another program's is left alone.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <utility>

#include "flows/profile_database.hpp"
#include "flows/temporary_folder.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace signet::test {
namespace {

class ProfilesFile final : public ProfileDatabase {
 public:
  std::unique_ptr<ProfileStore> open() const override {
    auto store = open_sqlite_profiles(folder_.path() + "/profiles.db");
    REQUIRE(store);
    return *std::move(store);
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

std::unique_ptr<ProfileDatabase> make_profile_database() { return std::make_unique<ProfilesFile>(); }

}  // namespace signet::test

TEST_CASE("the file of profiles is its owner's alone, and a file of another program is left alone") {
  TemporaryFolder const folder;
  const std::string path = folder.path() + "/profiles.db";
  REQUIRE(open_sqlite_profiles(path));
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));

  folder.write(
      {"other.db", "not a database, and longer than a header of SQLite would be, by far and then some more"});
  auto other = open_sqlite_profiles(folder.path() + "/other.db");
  REQUIRE(!other);
  CHECK(other.stop().exit_code == exit_failed);
}
