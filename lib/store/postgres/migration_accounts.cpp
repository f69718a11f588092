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

-- Says '' where the account was added, else why it was not. The lock, of this function alone, lets each count
-- see what the one before added; it ends with the transaction.
CREATE FUNCTION signet.insert_account_within(
  p_realm text, p_id uuid, p_key bytea, p_name bytea, p_hash bytea, p_epoch numeric, p_created bigint,
  p_locked boolean, p_most numeric) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('signet.accounts ' || p_realm, 0));
  IF EXISTS (SELECT FROM signet.accounts WHERE realm = p_realm AND (id = p_id OR key = p_key)) THEN
    RETURN 'exists';
  END IF;
  IF (SELECT count(*) FROM signet.accounts WHERE realm = p_realm) >= p_most THEN RETURN 'full'; END IF;
  INSERT INTO signet.accounts (realm, id, key, name, password_hash, epoch, created_at, locked)
    VALUES (p_realm, p_id, p_key, p_name, p_hash, p_epoch, p_created, p_locked)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'exists'; END IF;
  RETURN '';
END $$;

-- GRANT USAGE ON SCHEMA signet, and SELECT on this alone, to a role that lists names.
CREATE VIEW signet.account_names AS
  SELECT realm, id, convert_from(name, 'UTF8') AS name, created_at FROM signet.accounts;
)";

}  // namespace signet::inline v0::detail::postgres
