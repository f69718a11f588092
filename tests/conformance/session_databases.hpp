// The backends that the SessionStore suite runs over. A new one adds a row in session_databases.cpp, no test.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <span>
#include <string>

#include "signet/session/session_store.hpp"

namespace signet::test {

/// Where families of several realms live. Stores are owned by it.
class SessionDatabase {
 public:
  SessionDatabase() = default;
  SessionDatabase(const SessionDatabase&) = delete;
  SessionDatabase& operator=(const SessionDatabase&) = delete;
  virtual ~SessionDatabase() = default;

  /// Another store on the same families at each call, where the backend has such a thing.
  virtual SessionStore& open(const std::string& realm) = 0;
  /// Ends all stores, as the end of the process would.
  virtual void close() = 0;
};

struct SessionBackend {
  const char* name;
  std::unique_ptr<SessionDatabase> (*make)();
  bool survives_close;  ///< and is shared by processes; each is to open it after it was forked
};

std::span<const SessionBackend> session_backends();

/// Runs `test` on an empty database of every backend.
template <class Test>
void on_every_session_backend(Test test) {
  for (const SessionBackend& backend : session_backends()) {
    INFO("backend: ", std::string{backend.name});
    const auto database = backend.make();
    test(*database);
  }
}

}  // namespace signet::test
