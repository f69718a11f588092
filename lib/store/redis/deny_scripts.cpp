// What is kept of denials, and how they are added and followed.
#include "store/redis/deny_scripts.hpp"

#include <string>

namespace signet::inline v0::detail::redis {
namespace {

// Keys of a realm, all in one slot by their hash tag:
//   signet:{realm}:denied:<claim>:<value>  tokens issued before this time are denied, or a `z`: all; drops
//                                          out when no token is left that it can hit
//   signet:{realm}:denials                 sorted set of all denials, by their number
//   signet:{realm}:denials:ends            the same, by when they may be dropped
//   signet:{realm}:denials:head            the number of the newest, and the time of the first there was
// A denial in the sets is its claim (1: jti, 2: sid, 3: sub), issued_before, until and value, the times as
// texts of family_record.hpp, of which the greater is the later. Scripts run one at a time, so the numbers
// are in the order in which denials become visible.

// entry, denials, ends, head
// | the denial; when it may be dropped, in ms; that from now on; now in ms; now as text; how many to drop
// The time of the first denial names a history: it is another one where the database was emptied.
constexpr const char* deny = R"(
local before, ttl = string.sub(ARGV[1], 2, 21), tonumber(ARGV[3])
local known, kept = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
if known and known > before then before = known end
if kept > ttl then ttl = kept end
redis.call('SET', KEYS[1], before, 'PX', string.format('%.0f', ttl))
redis.call('HSETNX', KEYS[4], 'history', ARGV[5])
redis.call('ZADD', KEYS[2], redis.call('HINCRBY', KEYS[4], 'number', 1), ARGV[1])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
for _, old in ipairs(redis.call('ZRANGE', KEYS[3], '-inf', '(' .. ARGV[4], 'BYSCORE', 'LIMIT', 0, ARGV[6])) do
  redis.call('ZREM', KEYS[2], old)
  redis.call('ZREM', KEYS[3], old)
end
return 1
)";

// entries
// Answers the value of each, or nil.
constexpr const char* look_up = "return redis.call('MGET', unpack(KEYS))";

// denials, head | history and number of a position, how many at most
// Answers history and number of the next position, whether there is no more, and then the denials.
constexpr const char* read_on = R"(
local history, newest = unpack(redis.call('HMGET', KEYS[2], 'history', 'number'))
if not history then return { '', '0', '1' } end
local from = ARGV[2]
if ARGV[1] ~= history or tonumber(from) > tonumber(newest) then from = '0' end
local found = redis.call('ZRANGE', KEYS[1], '(' .. from, '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
local answer = { history, newest, '1' }
if #found == 2 * tonumber(ARGV[3]) then
  answer[2] = string.format('%.0f', tonumber(found[#found]))
  answer[3] = '0'
end
for i = 1, #found, 2 do answer[#answer + 1] = found[i] end
return answer
)";

}  // namespace

const DenyScripts& deny_scripts() {
  static const DenyScripts scripts{.deny = Script{deny},
                                   .look_up = Script{std::string{on_primary} + look_up},
                                   .read_on = Script{std::string{on_primary} + read_on}};
  return scripts;
}

}  // namespace signet::inline v0::detail::redis
