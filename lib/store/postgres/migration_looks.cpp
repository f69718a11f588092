// Step 4: when a family is to be looked at takes the place of when it ends, which every rotation wrote.
#include "store/postgres/migrations.hpp"

namespace signet::inline v0::detail::postgres {

// A generated column is compiled anew by every statement that writes what it is made of, and an index on what
// a rotation changes makes the rotation write all indexes. So `look_at` is when a family would end if nothing
// extended it: no rotation writes it, and a family that is found extended waits for its new end. One that was
// revoked is found by that.
const char* const migration_looks = R"(
ALTER TABLE signet.families DROP COLUMN ends_at;
-- Those that are there are looked at soon, and wait for their ends from then on.
ALTER TABLE signet.families ADD COLUMN look_at bigint NOT NULL DEFAULT -9223372036854775808;
CREATE INDEX families_by_look ON signet.families (realm, look_at);
CREATE INDEX families_revoked ON signet.families (realm, revoked_at) WHERE revoked_at IS NOT NULL;

-- When it ends if nothing extends it.
CREATE FUNCTION signet.ends_at(f signet.families) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT LEAST(f.idle_until, f.expires_at, f.revoked_at)
$$;

-- Answers created, epoch_passed or exists.
CREATE OR REPLACE FUNCTION signet.create_family(p_realm text, p_id uuid, p_subject bytea, p_epoch numeric,
  p_now bigint, p_idle_until bigint, p_expires_at bigint, p_most bigint, p_forget bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  looked uuid[];
  ended uuid[];
BEGIN
  PERFORM signet.lock_subject(p_realm, p_subject);
  IF EXISTS (SELECT FROM signet.subjects WHERE realm = p_realm AND subject = p_subject AND epoch > p_epoch)
    OR EXISTS (SELECT FROM signet.marks WHERE realm = p_realm AND revoked_before > p_now)
  THEN RETURN 'epoch_passed'; END IF;
  INSERT INTO signet.families (realm, id, subject, epoch, told, generation, attempt, reissues, used, created_at,
      rotated_at, idle_until, expires_at, look_at)
    VALUES (p_realm, p_id, p_subject, p_epoch, p_epoch, 0, '00000000-0000-0000-0000-000000000000', 0, false, p_now,
      p_now, p_idle_until, p_expires_at, LEAST(p_idle_until, p_expires_at))
    ON CONFLICT (realm, id) DO NOTHING;
  IF NOT FOUND THEN RETURN 'exists'; END IF;
  looked := ARRAY (
    (SELECT id FROM signet.families WHERE realm = p_realm AND revoked_at <= p_now ORDER BY revoked_at LIMIT p_forget)
    UNION
    (SELECT id FROM signet.families WHERE realm = p_realm AND look_at <= p_now ORDER BY look_at LIMIT 4 * p_forget));
  -- Chosen before this call ends any: those stay to be seen as revoked.
  ended := ARRAY (SELECT f.id FROM signet.families f WHERE f.realm = p_realm AND f.id = ANY (looked)
                  AND signet.ends_at(f) <= p_now LIMIT p_forget);
  PERFORM signet.raise_epoch(p_realm, p_subject, p_epoch);
  IF p_most > 0 THEN
    UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id IN (
      SELECT f.id FROM signet.families f WHERE f.realm = p_realm AND f.subject = p_subject
        AND signet.is_active(f, p_now) ORDER BY f.number DESC OFFSET p_most);
  END IF;
  IF looked = '{}' THEN RETURN 'created'; END IF;
  UPDATE signet.families f SET look_at = signet.ends_at(f) WHERE f.realm = p_realm AND f.id IN (
    SELECT g.id FROM signet.families g WHERE g.realm = p_realm AND g.id = ANY (looked) AND signet.ends_at(g) > p_now
    FOR UPDATE SKIP LOCKED);
  DELETE FROM signet.families WHERE realm = p_realm AND id IN (
    SELECT g.id FROM signet.families g WHERE g.realm = p_realm AND g.id = ANY (ended) AND signet.ends_at(g) <= p_now
    FOR UPDATE SKIP LOCKED);
  RETURN 'created';
END $$;
)";

}  // namespace signet::inline v0::detail::postgres
