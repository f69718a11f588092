// Step 1: session families, and a function for each call that changes them, so that each is one statement.
#include "store/postgres/migrations.hpp"

namespace signet::inline v0::detail::postgres {

// Times are microseconds since 1970-01-01T00:00:00Z. Nothing that a token could be made of is kept. The rules
// are those of lib/session/family_rules.hpp.
//
// At READ COMMITTED each statement inside a function sees what was committed before it began. So nothing is
// decided by what was read before a lock was held:
// - A call that changes one family locks its row. A waiting UPDATE looks at the row again when it gets it.
// - Calls about a subject take its lock first, then its families' rows. raise_epoch writes into those rows
// (`told`),
//   so a rotation waits for it or is waited for, and no rotation commits after it that did not see it.
// - revoke_before locks the table against every writer. Statements take that lock before their view of the
// data.
// - What is forgotten is deleted last and only where no lock has to be waited for: no two calls wait for each
// other.
const char* const migration_sessions = R"(
CREATE TABLE signet.families (
  realm      text        NOT NULL,
  id         uuid        NOT NULL,
  number     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,  -- in the order they were begun, for one subject
  subject    bytea       NOT NULL,
  epoch      numeric(20) NOT NULL,
  told       numeric(20) NOT NULL,  -- the highest epoch the subject was given; above `epoch` the family has ended
  generation bigint      NOT NULL,
  attempt    uuid        NOT NULL,
  reissues   smallint    NOT NULL,
  used       boolean     NOT NULL,
  created_at bigint      NOT NULL,
  rotated_at bigint      NOT NULL,
  idle_until bigint      NOT NULL,
  expires_at bigint      NOT NULL,
  revoked_at bigint,
  ends_at    bigint      NOT NULL GENERATED ALWAYS AS (LEAST(idle_until, expires_at, revoked_at)) STORED,
  PRIMARY KEY (realm, id)
);
CREATE INDEX families_by_subject ON signet.families (realm, subject, number);
CREATE INDEX families_by_end ON signet.families (realm, ends_at);

CREATE TABLE signet.subjects (
  realm   text        NOT NULL,
  subject bytea       NOT NULL,
  epoch   numeric(20) NOT NULL,  -- the highest that was told; no row: 0
  PRIMARY KEY (realm, subject)
);

CREATE TABLE signet.marks (
  realm          text   NOT NULL PRIMARY KEY,
  revoked_before bigint NOT NULL
);

-- Held until the call ends. Two subjects may share one, and then wait for each other.
CREATE FUNCTION signet.lock_subject(realm text, subject bytea) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(1397181249, hashtext(realm || ' ' || encode(subject, 'hex')))
$$;

CREATE FUNCTION signet.is_active(f signet.families, p_now bigint) RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT f.revoked_at IS NULL AND p_now < f.idle_until AND p_now < f.expires_at AND f.epoch >= f.told
    AND NOT EXISTS (SELECT FROM signet.marks m WHERE m.realm = f.realm AND m.revoked_before > f.created_at)
$$;

CREATE FUNCTION signet.raise_epoch(p_realm text, p_subject bytea, p_epoch numeric) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF p_epoch = 0 THEN RETURN; END IF;
  PERFORM signet.lock_subject(p_realm, p_subject);
  INSERT INTO signet.subjects AS s VALUES (p_realm, p_subject, p_epoch)
    ON CONFLICT (realm, subject) DO UPDATE SET epoch = excluded.epoch WHERE excluded.epoch > s.epoch;
  UPDATE signet.families SET told = p_epoch WHERE realm = p_realm AND subject = p_subject AND told < p_epoch;
END $$;

-- Answers created, epoch_passed or exists.
CREATE FUNCTION signet.create_family(p_realm text, p_id uuid, p_subject bytea, p_epoch numeric, p_now bigint,
  p_idle_until bigint, p_expires_at bigint, p_most bigint, p_forget bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  ended uuid[];
BEGIN
  PERFORM signet.lock_subject(p_realm, p_subject);
  IF EXISTS (SELECT FROM signet.subjects WHERE realm = p_realm AND subject = p_subject AND epoch > p_epoch)
    OR EXISTS (SELECT FROM signet.marks WHERE realm = p_realm AND revoked_before > p_now)
  THEN RETURN 'epoch_passed'; END IF;
  INSERT INTO signet.families (realm, id, subject, epoch, told, generation, attempt, reissues, used, created_at,
      rotated_at, idle_until, expires_at)
    VALUES (p_realm, p_id, p_subject, p_epoch, p_epoch, 0, '00000000-0000-0000-0000-000000000000', 0, false, p_now,
      p_now, p_idle_until, p_expires_at)
    ON CONFLICT (realm, id) DO NOTHING;
  IF NOT FOUND THEN RETURN 'exists'; END IF;
  -- Chosen before this call ends any: those stay to be seen as revoked.
  ended := ARRAY (SELECT id FROM signet.families WHERE realm = p_realm AND ends_at <= p_now
                  ORDER BY ends_at LIMIT p_forget);
  PERFORM signet.raise_epoch(p_realm, p_subject, p_epoch);
  IF p_most > 0 THEN
    UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id IN (
      SELECT f.id FROM signet.families f WHERE f.realm = p_realm AND f.subject = p_subject
        AND signet.is_active(f, p_now) ORDER BY f.number DESC OFFSET p_most);
  END IF;
  DELETE FROM signet.families WHERE realm = p_realm AND id IN (
    SELECT id FROM signet.families WHERE realm = p_realm AND id = ANY (ended) AND ends_at <= p_now
    FOR UPDATE SKIP LOCKED);
  RETURN 'created';
END $$;

-- Any rotation, also those that the store's one UPDATE does not decide (postgres_session_store.cpp). Answers rotated,
-- current, reused, ahead or not_active. p_idle_until is now + idle; p_grace_from is now - grace, or
-- the latest time of all without grace.
CREATE FUNCTION signet.rotate(p_realm text, p_id uuid, p_generation bigint, p_attempt uuid, p_now bigint,
  p_idle_until bigint, p_grace_from bigint, p_revoke boolean,
  OUT result text, OUT successor bigint, OUT expires bigint, OUT subject_hex text)
LANGUAGE plpgsql AS $$
DECLARE
  f signet.families;
BEGIN
  SELECT * INTO f FROM signet.families WHERE realm = p_realm AND id = p_id FOR UPDATE;
  result := 'not_active';
  IF NOT FOUND OR NOT signet.is_active(f, p_now) THEN RETURN; END IF;
  IF p_generation = f.generation AND p_generation = 4294967295 THEN RETURN; END IF;  -- never wraps to 0
  expires := f.expires_at;
  subject_hex := encode(f.subject, 'hex');
  successor := 0;
  IF p_generation = f.generation THEN
    result := 'rotated';
    successor := p_generation + 1;
    UPDATE signet.families
      SET generation = successor, attempt = p_attempt, reissues = 0, used = false, rotated_at = p_now,
          idle_until = GREATEST(idle_until, LEAST(p_idle_until, expires_at))
      WHERE realm = p_realm AND id = p_id;
  ELSIF p_generation > f.generation THEN
    result := 'ahead';
    UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id = p_id;
  ELSIF p_generation + 1 = f.generation AND p_attempt = f.attempt
    AND p_attempt <> '00000000-0000-0000-0000-000000000000' THEN
    result := 'rotated';
    successor := f.generation;
  ELSIF p_generation + 1 = f.generation AND NOT f.used AND f.reissues < 5 AND f.rotated_at > p_grace_from THEN
    result := 'current';
    successor := f.generation;
    UPDATE signet.families
      SET reissues = reissues + 1, idle_until = GREATEST(idle_until, LEAST(p_idle_until, expires_at))
      WHERE realm = p_realm AND id = p_id;
  ELSE
    result := 'reused';
    UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id = p_id AND p_revoke;
  END IF;
END $$;

-- Answers active, superseded or not_active.
CREATE FUNCTION signet.use_family(p_realm text, p_id uuid, p_generation bigint, p_now bigint, p_idle_until bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  f signet.families;
BEGIN
  SELECT * INTO f FROM signet.families WHERE realm = p_realm AND id = p_id FOR UPDATE;
  IF NOT FOUND OR NOT signet.is_active(f, p_now) THEN RETURN 'not_active'; END IF;
  IF f.generation <> p_generation THEN RETURN 'superseded'; END IF;
  UPDATE signet.families SET used = true, idle_until = GREATEST(idle_until, LEAST(p_idle_until, expires_at))
    WHERE realm = p_realm AND id = p_id;
  RETURN 'active';
END $$;

-- Whether it was active.
CREATE FUNCTION signet.revoke(p_realm text, p_id uuid, p_now bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  f signet.families;
BEGIN
  SELECT * INTO f FROM signet.families WHERE realm = p_realm AND id = p_id FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id = p_id AND revoked_at IS NULL;
  RETURN signet.is_active(f, p_now);
END $$;

-- How many were active.
CREATE FUNCTION signet.revoke_subject(p_realm text, p_subject bytea, p_now bigint) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  f signet.families;
  active bigint := 0;
BEGIN
  PERFORM signet.lock_subject(p_realm, p_subject);
  FOR f IN SELECT * FROM signet.families g WHERE g.realm = p_realm AND g.subject = p_subject
    AND g.revoked_at IS NULL FOR UPDATE
  LOOP
    IF signet.is_active(f, p_now) THEN active := active + 1; END IF;
    UPDATE signet.families SET revoked_at = p_now WHERE realm = p_realm AND id = f.id;
  END LOOP;
  RETURN active;
END $$;

CREATE FUNCTION signet.revoke_before(p_realm text, p_time bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE signet.families IN EXCLUSIVE MODE;
  INSERT INTO signet.marks AS m VALUES (p_realm, p_time)
    ON CONFLICT (realm) DO UPDATE SET revoked_before = excluded.revoked_before
    WHERE excluded.revoked_before > m.revoked_before;
END $$;
)";

}  // namespace signet::inline v0::detail::postgres
