// What is kept of a realm, and how each call changes it. The rules are those of lib/session/family_rules.hpp.
#include "store/redis/session_scripts.hpp"

#include <string>

namespace signet::inline v0::detail::redis {
namespace {

// Keys of a realm, all in one slot by their hash tag:
//   signet:{realm}:family:<id>        a record, see below
//   signet:{realm}:subject:<subject>  sorted set of family ids, in the order they were begun
//   signet:{realm}:epoch:<subject>    the highest epoch the subject was given; none: 0
//   signet:{realm}:mark               the latest time of revoke_before
//   signet:{realm}:ends               sorted set of family ids by when they end, or earlier, since a
//                                     rotation does not write it
//   signet:{realm}:revokes            a count, so that each revocation writes what replicas can confirm
// Nothing that a token could be made of is kept.
//
// What may answer without a write begins with `on_primary`. Of the others, a Redis whose memory is full
// refuses the first write, unless that is of the kind that takes none; it then lets all others pass. So what
// ends families begins with a PERSIST, of a key that has no time to live.
//
// A record, by the places of its characters; the texts are those of family_record.hpp:
//   1 idle_until  21 rotated  41 attempt  77 reissues  78 used  79 generation
//   89 live: 1, and 0 from when it is revoked or its epoch is passed  90 revoked, or dashes
//   110 created  130 epoch  150 expires  170 subject
// idle_until is never later than expires, so it alone is compared.
//
// Redis drops a family a day after its absolute end; no answer depends on that.

// family, mark
// Answers both, or nil.
constexpr const char* find = "return redis.call('MGET', KEYS[1], KEYS[2])";

// family, mark
// | generation and a 1
// | now + idle, now, attempt, 00 and the successor: what the rotation that nearly all are writes
// | now, a z, now - grace, whether reuse revokes
// Answers n: not active; e: not active, for it was revoked; c: current, u: reused, a: ahead, then expires and
// subject; when it is rotated, expires and subject alone.
constexpr const char* rotate = R"(
local call, sub, key, written = redis.call, string.sub, KEYS[1], ARGV[2]
local found = call('MGET', key, KEYS[2])
local family, mark = found[1], found[2]
if not family then return 'n' end
local rest = sub(family, 150)
-- A record begins with idle_until, so it is compared as it is.
if ARGV[3] > family or (mark and sub(family, 110, 129) < mark) then
  return sub(family, 90, 90) == '-' and 'n' or 'e'
end
-- Of this generation, live, and its end moves, but not up to the absolute one.
if sub(family, 79, 89) == ARGV[1] and written > family and written < rest then
  call('SETRANGE', key, 0, written)
  return rest
end
if sub(family, 89, 89) == '0' then return sub(family, 90, 90) == '-' and 'n' or 'e' end
local presented, generation, successor = sub(ARGV[1], 1, 10), sub(family, 79, 88), sub(written, 79, 88)
local expires, extended, now = sub(rest, 1, 20), sub(written, 1, 20), sub(ARGV[3], 1, 20)
local idle_until = sub(family, 1, 20)
if extended > expires then extended = expires end
if extended < idle_until then extended = idle_until end
if presented == generation then
  if successor > '4294967295' then return 'n' end
  call('SETRANGE', key, 0, extended .. sub(written, 21))
  return rest
end
if presented > generation then
  call('SETRANGE', key, 88, '0' .. now)
  return 'a' .. rest
end
if successor == generation then
  local attempt = sub(family, 41, 76)
  if attempt == sub(written, 41, 76) and attempt ~= '00000000-0000-0000-0000-000000000000' then return rest end
  local reissues = tonumber(sub(family, 77, 77))
  if sub(family, 78, 78) == '0' and reissues < 5 and sub(family, 21, 40) > sub(ARGV[3], 22, 41) then
    call('SETRANGE', key, 0, extended .. sub(family, 21, 76) .. (reissues + 1))
    return 'c' .. rest
  end
end
if sub(ARGV[3], 42) == '1' then call('SETRANGE', key, 88, '0' .. now) end
return 'u' .. rest
)";

// What all others begin with.
constexpr const char* common = R"(
local sub = string.sub
local function is_active(family, mark, now)
  return sub(family, 89, 89) == '1' and now < sub(family, 1, 20) and not (mark and sub(family, 110, 129) < mark)
end
local function is_revoked(family) return sub(family, 90, 90) ~= '-' end
local function ends_at(family)
  local ends = sub(family, 1, 20)
  if is_revoked(family) and sub(family, 90, 109) < ends then return sub(family, 90, 109) end
  return ends
end
-- Exact from 1970 to 2255; elsewhere nearly, which is enough for an order that is looked at again.
local function score(date)
  return tonumber(sub(date, 2)) - (sub(date, 1, 1) == '0' and 9223372036854775808 or 0)
end
local function revoke(key, id, family, now, ends)
  if is_revoked(family) then return end
  redis.call('SETRANGE', key, 88, '0' .. now)
  if now < sub(family, 1, 20) then redis.call('ZADD', ends, score(now), id) end
end
-- Ends what a subject has of lower epochs.
local function void(subject, epoch, families)
  for _, id in ipairs(redis.call('ZRANGE', subject, 0, -1)) do
    local family = redis.call('GET', families .. id)
    if family and sub(family, 130, 149) < epoch then redis.call('SETRANGE', families .. id, 88, '0') end
  end
end
)";

// family, mark, subject, epoch, ends | record, id, most, how many to forget at most, milliseconds to live,
// prefix of families, prefix of subjects
// Answers created, epoch_passed or exists.
constexpr const char* create = R"(
local record, id, most, families = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[6]
local epoch, now = sub(record, 130, 149), sub(record, 110, 129)
local mark, highest = redis.call('GET', KEYS[2]), redis.call('GET', KEYS[4])
if (highest and epoch < highest) or (mark and now < mark) then return 'epoch_passed' end
if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
-- A few of what may have ended are looked at, and put where they belong now if they have not.
local left = tonumber(ARGV[4])
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', score(now), 'LIMIT', 0, 4 * left)) do
  local family = redis.call('GET', families .. old)
  if not family then
    redis.call('ZREM', KEYS[5], old)
  elseif ends_at(family) > now then
    redis.call('ZADD', KEYS[5], score(ends_at(family)), old)
  elseif left > 0 then
    left = left - 1
    redis.call('DEL', families .. old)
    redis.call('ZREM', KEYS[5], old)
    redis.call('ZREM', ARGV[7] .. sub(family, 170), old)
  end
end
redis.call('SET', KEYS[1], record, 'PX', ARGV[5])
redis.call('ZADD', KEYS[5], score(sub(record, 1, 20)), id)
local newest = redis.call('ZREVRANGE', KEYS[3], 0, 0, 'WITHSCORES')
redis.call('ZADD', KEYS[3], (newest[2] or 0) + 1, id)
if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[3], ARGV[5]) end
if epoch > (highest or '00000000000000000000') then
  void(KEYS[3], epoch, families)  -- first, as in raise_epoch
  redis.call('SET', KEYS[4], epoch)
end
if most > 0 then
  local active = 0
  for _, other in ipairs(redis.call('ZREVRANGE', KEYS[3], 0, -1)) do
    local family = redis.call('GET', families .. other)
    if not family then
      redis.call('ZREM', KEYS[3], other)
    elseif is_active(family, mark, now) then
      active = active + 1
      if active > most then revoke(families .. other, other, family, now, KEYS[5]) end
    end
  end
end
return 'created'
)";

// family, mark | generation, now, now + idle, by how many microseconds the end must move to be written
// Answers active, superseded or not_active.
constexpr const char* use = R"(
local family, mark = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
if not family or not is_active(family, mark, ARGV[2]) then return 'not_active' end
if sub(family, 79, 88) ~= ARGV[1] then return 'superseded' end
local expires, idle_until, extended = sub(family, 150, 169), sub(family, 1, 20), ARGV[3]
if extended > expires then extended = expires end
if extended < idle_until then extended = idle_until end
if sub(family, 78, 78) == '0' or score(extended) - score(idle_until) > tonumber(ARGV[4]) then
  redis.call('SETRANGE', KEYS[1], 0, extended .. sub(family, 21, 77) .. '1')
end
return 'active'
)";

// family, mark, ends, revokes | id, now
// Answers 1 if it was active, else 0.
constexpr const char* revoke = R"(
redis.call('PERSIST', KEYS[4])
redis.call('INCR', KEYS[4])
local family, mark = unpack(redis.call('MGET', KEYS[1], KEYS[2]))
if not family then return 0 end
revoke(KEYS[1], ARGV[1], family, ARGV[2], KEYS[3])
return is_active(family, mark, ARGV[2]) and 1 or 0
)";

// subject, mark, ends, revokes | now, created at the latest, prefix of families
// Answers how many were active.
constexpr const char* revoke_subject = R"(
redis.call('PERSIST', KEYS[4])
redis.call('INCR', KEYS[4])
local mark = redis.call('GET', KEYS[2])
local active = 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local family = redis.call('GET', ARGV[3] .. id)
  if family and sub(family, 110, 129) <= ARGV[2] then
    if is_active(family, mark, ARGV[1]) then active = active + 1 end
    revoke(ARGV[3] .. id, id, family, ARGV[1], KEYS[3])
  end
end
return active
)";

// mark, revokes | time
constexpr const char* revoke_before = R"(
redis.call('PERSIST', KEYS[2])
redis.call('INCR', KEYS[2])
local mark = redis.call('GET', KEYS[1])
if not mark or mark < ARGV[1] then redis.call('SET', KEYS[1], ARGV[1]) end
return 1
)";

// subject, epoch, revokes | epoch, prefix of families
constexpr const char* raise_epoch = R"(
redis.call('PERSIST', KEYS[3])
redis.call('INCR', KEYS[3])
local highest = redis.call('GET', KEYS[2])
if not highest or highest < ARGV[1] then
  -- In this order: a cluster that is moving the slot may refuse a family half way, and then all is to be done again.
  void(KEYS[1], ARGV[1], ARGV[2])
  redis.call('SET', KEYS[2], ARGV[1])
end
return 1
)";

// subject, mark | prefix of families
// Answers the mark, or nothing, and then id and record of each family, newest first.
constexpr const char* list = R"(
local answer = { redis.call('GET', KEYS[2]) }
for _, id in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, -1)) do
  local family = redis.call('GET', ARGV[1] .. id)
  if family then
    answer[#answer + 1] = id
    answer[#answer + 1] = family
  end
end
return answer
)";

// mark
// Whether the server would run any of the others, which PING does not say: a replica answers that too.
constexpr const char* ping = "return 1";

Script over_common(const char* text) { return Script{std::string{common} + text}; }
Script reading(const std::string& text) { return Script{std::string{on_primary} + text}; }

}  // namespace

const SessionScripts& session_scripts() {
  static const SessionScripts scripts{.create = over_common(create),
                                      .find = reading(find),
                                      .rotate = reading(rotate),
                                      .use = reading(std::string{common} + use),
                                      .revoke = over_common(revoke),
                                      .revoke_subject = over_common(revoke_subject),
                                      .revoke_before = Script{revoke_before},
                                      .raise_epoch = over_common(raise_epoch),
                                      .list = reading(list),
                                      .ping = reading(ping)};
  return scripts;
}

}  // namespace signet::inline v0::detail::redis
