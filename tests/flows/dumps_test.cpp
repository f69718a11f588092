// What the files of accounts and sessions hold after logins and rotations: nothing that is as good as a
// token.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "flows/dumped_b_c.hpp"
#include "flows/users_database.hpp"

using namespace signet::test;

namespace {

/// The database and the log of what it does not have yet.
std::string bytes_of_files(const std::string& folder) {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    if (entry.path().filename().string().starts_with("accounts.db"))
      bytes += content_of(entry.path().string());
  }
  return bytes;
}

}  // namespace

TEST_CASE("R10: the files of flows B and C hold digests of passwords, and no token, key or password") {
  const AuthFleetB b;
  Marked marked = marked_b(b, {});
  marked.present = {"$argon2id$", "a@b.com", bytes_of(family_in(marked.tokens[0]))};
  check_dump(bytes_of_files(b.folder.path()), marked);
  const FleetC c;
  marked = marked_c(c);
  marked.present = {"$argon2id$", "ada"};
  check_dump(bytes_of_files(c.folder.path()), marked);
}
