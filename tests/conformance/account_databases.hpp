// The backends that the AccountStore suite runs over. A new one adds a row in account_databases.cpp, no test.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <string>

#include "signet/account/account_store.hpp"

namespace signet::test {

/// Where accounts of several realms live. Stores are owned by it.
class AccountDatabase {
 public:
  AccountDatabase() = default;
  AccountDatabase(const AccountDatabase&) = delete;
  AccountDatabase& operator=(const AccountDatabase&) = delete;
  virtual ~AccountDatabase() = default;

  /// Another store on the same accounts at each call, where the backend has such a thing.
  virtual AccountStore& open(const std::string& realm) = 0;
  /// Ends all stores, as the end of the process would.
  virtual void close() = 0;
};

struct AccountBackend {
  const char* name;
  std::unique_ptr<AccountDatabase> (*make)();
  bool survives_close;
};

std::span<const AccountBackend> account_backends();

/// Runs `test` on an empty database of every backend.
template <class Test>
void on_every_backend(Test test) {
  for (const AccountBackend& backend : account_backends()) {
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    test(*database);
  }
}

}  // namespace signet::test
