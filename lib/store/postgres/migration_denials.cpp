// Step 3: denials of access tokens, numbered in the order in which they become visible.
#include "store/postgres/migrations.hpp"

namespace signet::inline v0::detail::postgres {

// Times are microseconds since 1970-01-01T00:00:00Z. Claims: 1 jti, 2 sid, 3 sub. Values of any length are
// found by their hash, since an index takes no long ones.
const char* const migration_denials = R"(
CREATE TABLE signet.denials (
  realm         text     NOT NULL,
  claim         smallint NOT NULL,
  digest        bytea    NOT NULL,  -- SHA-256 of the value
  value         bytea    NOT NULL,
  issued_before bigint   NOT NULL,  -- the greatest there is: whenever issued
  until         bigint   NOT NULL,
  number        bigint   NOT NULL,
  tag           uuid     NOT NULL,  -- random: a number that was lost, and drawn again, has another
  PRIMARY KEY (realm, claim, digest)
);
CREATE UNIQUE INDEX denials_by_number ON signet.denials (realm, number);
CREATE INDEX denials_by_end ON signet.denials (realm, until);

CREATE TABLE signet.denial_heads (
  realm  text   NOT NULL PRIMARY KEY,
  number bigint NOT NULL,  -- of the newest denial, as is the tag
  tag    uuid   NOT NULL
);

-- The realm's row is held until the commit, so no number becomes visible before a lower one.
CREATE FUNCTION signet.deny(p_realm text, p_claim smallint, p_value bytea, p_before bigint, p_until bigint,
  p_tag uuid, p_ended bigint, p_drop bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  INSERT INTO signet.denial_heads AS h VALUES (p_realm, 1, p_tag)
    ON CONFLICT (realm) DO UPDATE SET number = h.number + 1, tag = excluded.tag RETURNING h.number INTO newest;
  INSERT INTO signet.denials AS d VALUES
      (p_realm, p_claim, sha256(p_value), p_value, p_before, p_until, newest, p_tag)
    ON CONFLICT (realm, claim, digest) DO UPDATE SET number = excluded.number, tag = excluded.tag,
      issued_before = GREATEST(d.issued_before, excluded.issued_before),
      until = GREATEST(d.until, excluded.until);
  DELETE FROM signet.denials WHERE realm = p_realm AND number IN
    (SELECT number FROM signet.denials WHERE realm = p_realm AND until < p_ended ORDER BY until LIMIT p_drop);
END $$;
)";

}  // namespace signet::inline v0::detail::postgres
