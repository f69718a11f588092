// Step 2: accounts, and a view of their names for who must never see a hash.
#include "store/postgres/migrations.hpp"

namespace signet::inline v0::detail::postgres {

// Texts are kept as the bytes they were given as: PostgreSQL's own type takes neither NUL nor all of
// Unicode's errors.
const char* const migration_accounts = R"(
CREATE TABLE signet.accounts (
  realm         text        NOT NULL,
  id            uuid        NOT NULL,
  key           bytea       NOT NULL,
  name          bytea       NOT NULL,
  password_hash bytea       NOT NULL,
  epoch         numeric(20) NOT NULL,
  created_at    bigint      NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z
  locked        boolean     NOT NULL,
  PRIMARY KEY (realm, id),
  UNIQUE (realm, key)
);

-- GRANT USAGE ON SCHEMA signet, and SELECT on this alone, to a role that lists names.
CREATE VIEW signet.account_names AS
  SELECT realm, id, convert_from(name, 'UTF8') AS name, created_at FROM signet.accounts;
)";

}  // namespace signet::inline v0::detail::postgres
