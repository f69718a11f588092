// The documented key and value, and one script for each call.
#include "refresh_server/token_keys.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "store/redis/database.hpp"

namespace signet::example {
namespace {

using detail::redis::on_primary;
using detail::redis::ReplyKind;
using detail::redis::Script;

constexpr std::string_view before_access = R"({"access_uid":")";
constexpr std::size_t uid_size = 36;
/// Version and 60 bits of tag, which all uids of a session begin with.
constexpr std::size_t tag_size = 18;

constexpr std::string_view nobodys_key = "token-";  // a user's has a number

const Script begin_script{"return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])"};

/// One that may answer without a write.
Script reading(std::string_view text) { return Script{std::string{on_primary}.append(text)}; }

const Script look_up_script = reading("return redis.call('GET', KEYS[1])");

// A token that was replaced must not keep the session alive, so GETEX would not do.
const Script use_script = reading(R"(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2]))");

const Script rotate_script = reading(R"(
local value = redis.call('GET', KEYS[1])
if value ~= ARGV[1] then return value end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1)");

// The tag stands behind `{"access_uid":"`: characters 16 to 33. Whatever is found, something is written, and
// nothing changed by it: replicas can confirm a call that was repeated only if it wrote. A Redis whose memory
// is full refuses a script's writes, unless one was made before that frees memory: of the second key, which
// nobody has.
const Script end_script{R"(
redis.call('DEL', KEYS[2])
local value = redis.call('GET', KEYS[1])
if value and string.sub(value, 16, 33) ~= ARGV[1] then
  redis.call('SET', KEYS[1], value, 'KEEPTTL')
  return 0
end
if not value then redis.call('SET', KEYS[1], '', 'PX', 1) end
redis.call('DEL', KEYS[1])
return value and 1 or 0)"};

std::string value_of(const GenerationD& shown) { return token_value(shown.session.tag, shown.number); }

/// The generation of this session that a value names; nothing when it is another session's, or not ours.
std::optional<std::uint32_t> generation_in(std::string_view value, SessionTag tag) {
  if (!value.starts_with(before_access)) return std::nullopt;
  const auto uuid = Uuid::parse(value.substr(before_access.size(), uid_size));
  const auto uid = uuid ? read_uid(*uuid) : std::nullopt;
  if (!uid || uid->tag != tag || value != token_value(tag, uid->generation)) return std::nullopt;
  return uid->generation;
}

}  // namespace

std::string token_key(std::uint64_t user_id) { return "token-" + std::to_string(user_id); }

std::string token_value(SessionTag tag, std::uint32_t generation) {
  std::string value{before_access};
  value += make_uid({tag, generation, TokenKind::access}).text();
  value += R"(","refresh_uid":")";
  value += make_uid({tag, generation, TokenKind::refresh}).text();
  return value + "\"}";
}

TokenKeys::TokenKeys(std::shared_ptr<RedisDatabase> database, Seconds idle)
    : database_(std::move(database)), idle_milliseconds_(std::to_string(idle.microseconds() / 1000)) {}

Result<Creation> TokenKeys::begin(const SessionD& session, NumericDate /*now*/) {
  const auto done = database_->parts().run(begin_script, {token_key(session.user_id)},
                                           {token_value(session.tag, 0), idle_milliseconds_});
  if (!done) return done.error();
  return Creation::created;
}

Result<FamilyUse> TokenKeys::look_up(const GenerationD& shown, NumericDate /*now*/) {
  const auto held = database_->parts().run(look_up_script, {token_key(shown.session.user_id)}, {});
  if (!held) return held.error();
  const auto newest = generation_in(held->text, shown.session.tag);
  if (!newest) return FamilyUse::not_active;
  return *newest == shown.number ? FamilyUse::active : FamilyUse::superseded;
}

Result<FamilyUse> TokenKeys::use(const GenerationD& shown, NumericDate /*now*/) {
  const auto used = database_->parts().run(use_script, {token_key(shown.session.user_id)},
                                           {value_of(shown), idle_milliseconds_});
  if (!used) return used.error();
  return used->integer == 1 ? FamilyUse::active : FamilyUse::not_active;
}

Result<RotationResult> TokenKeys::rotate(const GenerationD& shown, NumericDate now) {
  const SessionD& session = shown.session;
  const auto replace = [&] {
    return database_->parts().run(
        rotate_script, {token_key(session.user_id)},
        {value_of(shown), token_value(session.tag, shown.number + 1), idle_milliseconds_});
  };
  auto done = replace();
  const bool was_lost = !done && done.error().code() == Errc::store_unavailable;
  if (was_lost) done = replace();
  if (!done) return done.error();
  if (done->kind == ReplyKind::integer) return RotationResult::rotated;
  const auto newest = generation_in(done->text, session.tag);
  if (!newest) return RotationResult::not_active;
  if (was_lost && *newest == shown.number + 1) return RotationResult::rotated;
  if (*newest > shown.number) return RotationResult::reused;
  // The server went back in time: whatever it holds of this session may have been replaced or stolen since.
  const auto ended = end(session, now);
  if (!ended.has_value()) return fail(Errc::revoke_unconfirmed);
  return RotationResult::ahead;
}

Result<Revocation> TokenKeys::end(const SessionD& session, NumericDate /*now*/) {
  const std::string tag = make_uid({.tag = session.tag}).text().substr(0, tag_size);
  const auto ended =
      database_->parts().end(end_script, {token_key(session.user_id), nobodys_key}, {tag}, {tag});
  if (!ended) return ended.error();
  return ended->integer == 1 ? Revocation::revoked : Revocation::was_not_active;
}

Result<void> TokenKeys::ping() {
  const auto read = database_->parts().run(look_up_script, {token_key(0)}, {});
  return read ? Result<void>{} : read.error();
}

}  // namespace signet::example
