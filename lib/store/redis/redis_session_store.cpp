// Families over the scripts of session_scripts.cpp: each call is decided by one of them.
#include "signet/store/redis_session_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "store/family_writes.hpp"
#include "store/redis/database.hpp"
#include "store/redis/family_record.hpp"
#include "store/redis/session_scripts.hpp"

namespace signet::inline v0 {

namespace redis = detail::redis;
using detail::Standing;
using redis::Client;
using redis::date_text;
using redis::Reply;
using redis::ReplyKind;
using redis::session_scripts;

namespace {

constexpr NumericDate latest = NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::max());

// How long Redis keeps a family that nobody forgets: a day longer than it can be active.
std::int64_t milliseconds_to_live(const FamilyLifetime& lifetime) noexcept {
  constexpr std::int64_t day = 86'400'000;
  constexpr std::int64_t most = 36'525 * day;  // far below what PX takes
  return std::clamp<std::int64_t>(lifetime.absolute.microseconds() / 1000, 0, most) + day;
}

Result<FamilyState> read_state(const FamilyId& id, std::string_view record, std::string_view mark,
                               NumericDate now) {
  auto read = redis::read_record(record);
  if (!read) return read.error();
  read->family.id = id;
  Standing standing{.epoch = read->family.epoch};
  if (!mark.empty()) {
    const auto time = redis::read_date(mark);
    if (!time) return time.error();
    standing.revoked_before = *time;
  }
  const bool active = read->live && is_active(read->family, standing, now);
  return FamilyState{.family = std::move(read->family), .active = active};
}

// A letter, or none when it is rotated; the absolute end (20) and the subject.
Result<RotationOutcome> read_outcome(std::string_view text, const Rotation& rotation) {
  if (text == "n" || text == "e") return RotationOutcome{};
  RotationOutcome outcome;
  outcome.result = RotationResult::rotated;
  if (text.starts_with('c')) outcome.result = RotationResult::current;
  if (text.starts_with('u')) outcome.result = RotationResult::reused;
  if (text.starts_with('a')) outcome.result = RotationResult::ahead;
  const bool has_successor =
      outcome.result == RotationResult::rotated || outcome.result == RotationResult::current;
  if (has_successor) outcome.generation = rotation.generation + 1;
  if (outcome.result != RotationResult::rotated) text.remove_prefix(1);
  const auto expires = redis::read_date(text.substr(0, 20));
  if (!expires) return expires.error();
  outcome.expires_at = *expires;
  outcome.subject = text.substr(20);
  return outcome;
}

// Whether a rotation with this answer ended the family.
bool ended_family(const Reply& answer, const Rotation& rotation) noexcept {
  if (answer.kind == ReplyKind::error) return false;
  return answer.text.starts_with('a') ||
         (answer.text.starts_with('u') && rotation.on_reuse == OnReuse::revoke);
}

// Whether it found one that had been revoked: by a call that may be confirmed, or whose answer was lost.
bool found_revoked(const Reply& answer) noexcept {
  return answer.kind != ReplyKind::error && answer.text == "e";
}

// From when on a generation has to be rotated for its predecessor to be in grace: later than this.
NumericDate grace_from(const Rotation& rotation) noexcept {
  return rotation.grace > Seconds{} ? rotation.now - rotation.grace : latest;
}

// The arguments of the script, as session_scripts.cpp has them.
struct RotationTexts {
  explicit RotationTexts(const Rotation& rotation) {
    const auto now = date_text(rotation.now);
    // The last generation there is does not advance, whatever is stored.
    const bool is_last = rotation.generation == std::numeric_limits<std::uint32_t>::max();
    presented.append(redis::generation_text(rotation.generation)).append(is_last ? "-" : "1");
    written.reserve(88);
    written.append(date_text(rotation.now + rotation.idle))
        .append(now)
        .append(rotation.attempt.uuid.text())
        .append("00")
        .append(redis::generation_text(std::uint64_t{rotation.generation} + 1));
    rules.append(now)
        .append("z")  // greater than any digit: at its very end a family is not active
        .append(date_text(grace_from(rotation)))
        .append(rotation.on_reuse == OnReuse::revoke ? "1" : "0");
  }

  std::string presented;
  std::string written;
  std::string rules;
};

Result<void> done(const Result<Reply>& reply) {
  if (!reply) return reply.error();
  return {};
}

}  // namespace

struct RedisSessionStore::Parts {
  Parts(std::shared_ptr<RedisDatabase> shared, const std::string& realm)
      : owner(std::move(shared)), database(owner->parts()), prefix("signet:{" + realm + "}:") {}

  std::string family_key(const FamilyId& id) const { return families + id.uuid.text(); }
  std::string subject_key(std::string_view subject) const { return std::string{subjects}.append(subject); }
  std::string epoch_key(std::string_view subject) const { return std::string{epochs}.append(subject); }

  std::shared_ptr<RedisDatabase> owner;
  RedisDatabase::Parts& database;
  std::string prefix;
  std::string families = prefix + "family:";
  std::string subjects = prefix + "subject:";
  std::string epochs = prefix + "epoch:";
  std::string mark = prefix + "mark";
  std::string ends = prefix + "ends";
  std::string revokes = prefix + "revokes";
};

RedisSessionStore::RedisSessionStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
RedisSessionStore::~RedisSessionStore() = default;

Result<std::unique_ptr<RedisSessionStore>> RedisSessionStore::open(std::shared_ptr<RedisDatabase> database,
                                                                   std::string realm) {
  if (const auto valid = redis::check_realm(realm); !valid) return valid.error();
  return std::unique_ptr<RedisSessionStore>{
      new RedisSessionStore(std::make_unique<Parts>(std::move(database), realm))};
}

Result<Creation> RedisSessionStore::create(const NewFamily& request) {
  const Family family = detail::begun(request);
  const std::string key = parts_->family_key(family.id);
  const std::string subject = parts_->subject_key(family.subject);
  const std::string epoch = parts_->epoch_key(family.subject);
  const auto reply = parts_->database.run(
      session_scripts().create, {key, parts_->mark, subject, epoch, parts_->ends},
      {redis::record_of(family), family.id.uuid.text(), std::to_string(request.most),
       std::to_string(detail::most_forgotten), std::to_string(milliseconds_to_live(request.lifetime)),
       parts_->families, parts_->subjects});
  if (!reply) return reply.error();
  if (reply->text == "created") return Creation::created;
  if (reply->text == "epoch_passed") return Creation::epoch_passed;
  return fail(reply->text == "exists" ? Errc::session_exists : Errc::store_schema_mismatch);
}

Result<std::optional<FamilyState>> RedisSessionStore::find(const FamilyId& id, NumericDate now) {
  const std::string key = parts_->family_key(id);
  const auto reply = parts_->database.run(session_scripts().find, {key, parts_->mark}, {});
  if (!reply) return reply.error();
  if (reply->elements.size() != 2) return fail(Errc::store_schema_mismatch);
  if (reply->elements[0].kind == ReplyKind::nil) return std::optional<FamilyState>{};
  auto state = read_state(id, reply->elements[0].text, reply->elements[1].text, now);
  if (!state) return state.error();
  return std::optional{std::move(*state)};
}

Result<RotationOutcome> RedisSessionStore::rotate(const Rotation& rotation) {
  const std::string key = parts_->family_key(rotation.family);
  const RotationTexts texts{rotation};
  bool ended = false;
  const auto reply = parts_->database.servers.use(key, [&](Client& client) -> Result<Reply> {
    auto answer = session_scripts().rotate.call(client.connection, {key, parts_->mark},
                                                {texts.presented, texts.written, texts.rules});
    ended = answer && ended_family(*answer, rotation);
    if (!ended) return answer;
    parts_->database.keep(session_scripts().revoke, {key, parts_->mark, parts_->ends, parts_->revokes},
                          {rotation.family.uuid.text(), date_text(rotation.now)});
    if (const auto sure = parts_->database.confirm(client, key); !sure) return sure.error();
    return answer;
  });
  // Whatever failed, the theft is to be told: a repetition would find nothing but an end.
  if (!reply) return ended ? fail(Errc::revoke_unconfirmed) : reply.error();
  if (found_revoked(*reply) && parts_->database.terms.replicas_to_confirm > 0) {
    const auto sure = revoke(rotation.family, rotation.now);
    if (!sure.has_value()) return sure.error();
  }
  return read_outcome(reply->text, rotation);
}

Result<FamilyUse> RedisSessionStore::use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                         Seconds idle) {
  const auto reply = parts_->database.run(session_scripts().use, {parts_->family_key(id), parts_->mark},
                                          {redis::generation_text(generation), date_text(now),
                                           date_text(now + idle), std::to_string(idle.microseconds() / 64)});
  if (!reply) return reply.error();
  if (reply->text == "active") return FamilyUse::active;
  if (reply->text == "superseded") return FamilyUse::superseded;
  if (reply->text == "not_active") return FamilyUse::not_active;
  return fail(Errc::store_schema_mismatch);
}

Result<Revocation> RedisSessionStore::revoke(const FamilyId& id, NumericDate now) {
  const auto name = id.uuid.text();
  const auto time = date_text(now);
  const auto reply = parts_->database.end(
      session_scripts().revoke, {parts_->family_key(id), parts_->mark, parts_->ends, parts_->revokes},
      {name, time}, {name, time});
  if (!reply) return reply.error();
  return reply->integer == 1 ? Revocation::revoked : Revocation::was_not_active;
}

Result<std::uint32_t> RedisSessionStore::revoke_subject(std::string_view subject, NumericDate now) {
  const auto time = date_text(now);
  // Repeated later, it leaves alone what was begun since.
  const auto reply =
      parts_->database.end(session_scripts().revoke_subject,
                           {parts_->subject_key(subject), parts_->mark, parts_->ends, parts_->revokes},
                           {time, date_text(latest), parts_->families}, {time, time, parts_->families});
  if (!reply) return reply.error();
  return static_cast<std::uint32_t>(reply->integer);
}

Result<void> RedisSessionStore::revoke_before(NumericDate time) {
  const auto text = date_text(time);
  return done(
      parts_->database.end(session_scripts().revoke_before, {parts_->mark, parts_->revokes}, {text}, {text}));
}

Result<void> RedisSessionStore::raise_epoch(std::string_view subject, Epoch epoch) {
  if (epoch == Epoch{}) return {};
  const auto text = redis::epoch_text(epoch);
  return done(
      parts_->database.end(session_scripts().raise_epoch,
                           {parts_->subject_key(subject), parts_->epoch_key(subject), parts_->revokes},
                           {text, parts_->families}, {text, parts_->families}));
}

Result<std::vector<FamilyState>> RedisSessionStore::list(std::string_view subject, NumericDate now) {
  const auto reply = parts_->database.run(session_scripts().list,
                                          {parts_->subject_key(subject), parts_->mark}, {parts_->families});
  if (!reply) return reply.error();
  const std::vector<Reply>& elements = reply->elements;
  if (elements.size() % 2 != 1) return fail(Errc::store_schema_mismatch);
  std::vector<FamilyState> states;
  for (std::size_t i = 1; i < elements.size(); i += 2) {
    const auto id = Uuid::parse(elements[i].text);
    if (!id) return fail(Errc::store_schema_mismatch);
    auto state = read_state({*id}, elements[i + 1].text, elements[0].text, now);
    if (!state) return state.error();
    states.push_back(std::move(*state));
  }
  return states;
}

Result<void> RedisSessionStore::ping() {
  return done(parts_->database.run(session_scripts().ping, {parts_->mark}, {}));
}

}  // namespace signet::inline v0
