// The schema of a service's file, for accounts and sessions of several realms, and how a store opens it.
#pragma once

#include <memory>

#include "signet/store/sqlite_store_options.hpp"
#include "store/sqlite/database.hpp"

namespace signet::inline v0::detail::sqlite {

/// Times are microseconds since 1970-01-01T00:00:00Z. Nothing that a token could be made of is kept.
inline constexpr Schema service_schema{.application_id = 0x53474e41,  // "SGNA"
                                       .version = 2,
                                       .statements = R"(
CREATE TABLE accounts (
  realm         TEXT    NOT NULL,
  id            BLOB    NOT NULL,
  key           TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  password_hash TEXT    NOT NULL,
  epoch         INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  locked        INTEGER NOT NULL,
  PRIMARY KEY (realm, id),
  UNIQUE (realm, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE families (
  number     INTEGER PRIMARY KEY,  -- in the order they were begun
  realm      TEXT    NOT NULL,
  id         BLOB    NOT NULL CHECK (length(id) = 16),
  subject    TEXT    NOT NULL,
  generation INTEGER NOT NULL,
  attempt    BLOB    NOT NULL CHECK (length(attempt) = 16),
  epoch      INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER NOT NULL,
  used       INTEGER NOT NULL,
  reissues   INTEGER NOT NULL,
  idle_until INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  ends_at    INTEGER NOT NULL,     -- from then on it may be forgotten
  UNIQUE (realm, id)
) STRICT;
CREATE INDEX families_by_subject ON families (realm, subject);
CREATE INDEX families_by_end ON families (realm, ends_at);

CREATE TABLE subjects (
  realm   TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  epoch   INTEGER NOT NULL,        -- the highest that was told; no row: 0
  PRIMARY KEY (realm, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  realm          TEXT    NOT NULL PRIMARY KEY,
  revoked_before INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)"};

/// Opens the file, or makes it; the realm is checked, and the store's to keep.
inline Result<std::unique_ptr<Database>> open_service(const SqliteStoreOptions& options) {
  if (options.realm.empty()) return fail(Errc::option_invalid, "realm");
  return Database::open({.path = options.path, .busy_timeout = options.busy_timeout}, service_schema);
}

}  // namespace signet::inline v0::detail::sqlite
