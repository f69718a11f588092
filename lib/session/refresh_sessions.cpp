// Refresh sessions: tokens are read and written here, what becomes of them is the store's one atomic answer.
#include "signet/session/refresh_sessions.hpp"

#include <utility>

#include "core/stop_point.hpp"
#include "session/refresh_token_codec.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t longest_subject = 255;  // bytes
constexpr Seconds longest_lifetime = Seconds::of(std::int64_t{400} * 86'400);

std::optional<Error> check_options(const RefreshSessionsOptions& options) noexcept {
  const auto within = [](Seconds value, Seconds least, Seconds most) {
    return value >= least && value <= most;
  };
  const FamilyLifetime& lifetime = options.lifetime;
  if (!within(lifetime.absolute, Seconds::of(60), longest_lifetime)) {
    return fail(Errc::option_invalid, "lifetime.absolute");
  }
  if (!within(lifetime.idle, Seconds::of(1), lifetime.absolute)) {
    return fail(Errc::option_invalid, "lifetime.idle");
  }
  if (!within(options.grace, Seconds{}, Seconds::of(60))) return fail(Errc::option_invalid, "grace");
  return std::nullopt;
}

std::optional<Error> check_subject(std::string_view subject) noexcept {
  if (!subject.empty() && subject.size() <= longest_subject) return std::nullopt;
  return fail(Errc::member_invalid, "subject");
}

/// An event, as far as it does not depend on whom it concerns.
struct Reported {
  EventKind kind{};
  Errc code{};
};

Reported event_of(RotationResult result) noexcept {
  switch (result) {
    case RotationResult::rotated:
      return {EventKind::session_rotated};
    case RotationResult::current:
      return {EventKind::session_reissued};
    case RotationResult::reused:
      return {EventKind::session_reused, Errc::refresh_token_invalid};
    case RotationResult::ahead:
      return {EventKind::store_regressed, Errc::refresh_token_invalid};
    case RotationResult::not_active:
      break;
  }
  return {EventKind::session_refused, Errc::session_ended};
}

}  // namespace

struct RefreshSessions::Parts {
  Parts(SessionStore& store_, RandomSource& random_, detail::RefreshTokenCodec codec_,
        RefreshSessionsOptions options_)
      : store(store_), random(random_), codec(std::move(codec_)), options(std::move(options_)) {}

  Result<Creation> create(NewFamily& request, std::optional<FamilyId> chosen) const {
    const auto id = chosen ? Result<FamilyId>{*chosen} : FamilyId::random(random);
    if (!id) return id.error();
    request.id = *id;
    return store.create(request);
  }

  IssuedRefreshToken issue(const detail::TokenName& name, NumericDate expires_at) const {
    return {.text = codec.mint(name), .family = name.family, .expires_at = expires_at};
  }

  void report(const Reported& what, const FamilyId& family, std::string_view subject) const {
    options.observer({.kind = what.kind,
                      .subject = Uuid::parse(subject).value_or(Uuid{}),
                      .session = family.uuid,
                      .code = what.code});
  }

  SessionStore& store;
  RandomSource& random;
  detail::RefreshTokenCodec codec;
  RefreshSessionsOptions options;  // without its keys
};

RefreshSessions::RefreshSessions(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
RefreshSessions::RefreshSessions(RefreshSessions&&) noexcept = default;
RefreshSessions& RefreshSessions::operator=(RefreshSessions&&) noexcept = default;
RefreshSessions::~RefreshSessions() = default;

const Observer& RefreshSessions::observer() const& noexcept { return parts_->options.observer; }

Result<RefreshSessions> RefreshSessions::build(SessionStore& store, RandomSource& random,
                                               RefreshSessionsOptions options) {
  if (const auto bad = check_options(options)) return *bad;
  auto codec = detail::RefreshTokenCodec::build(options.keys);
  if (!codec) return codec.error();
  options.keys.clear();
  return RefreshSessions{std::make_unique<Parts>(store, random, *std::move(codec), std::move(options))};
}

Result<IssuedRefreshToken> RefreshSessions::begin(std::string_view subject, Epoch epoch, NumericDate now,
                                                  std::optional<FamilyId> family) {
  if (const auto bad = check_subject(subject)) return *bad;
  NewFamily request{.id = {},
                    .subject = subject,
                    .epoch = epoch,
                    .now = now,
                    .lifetime = parts_->options.lifetime,
                    .most = parts_->options.most_per_subject};
  auto created = parts_->create(request, family);
  if (!family && !created.has_value() && created.error().code() == Errc::session_exists) {
    created = parts_->create(request, family);  // a taken id is no chance: it is told when it happens again
  }
  if (!created.has_value()) return created.error();
  if (*created == Creation::epoch_passed) {
    parts_->report({EventKind::session_refused, Errc::account_changed}, {}, subject);
    return fail(Errc::account_changed);
  }
  parts_->report({EventKind::session_begun}, request.id, subject);
  return parts_->issue({.family = request.id, .generation = 0}, now + request.lifetime.absolute);
}

Result<RefreshToken> RefreshSessions::read(std::string_view text) const {
  const auto name = parts_->codec.read(text);
  if (!name) return name.error();
  return RefreshToken{name->family, name->generation};
}

Result<std::optional<Family>> RefreshSessions::look_up(const RefreshToken& token, NumericDate now) const {
  auto found = parts_->store.find(token.family(), now);
  if (!found) return found.error();
  if (!*found || !(*found)->active) return std::optional<Family>{};
  return std::optional{std::move((*found)->family)};
}

Result<RefreshOutcome> RefreshSessions::rotate(const RefreshToken& token, NumericDate now,
                                               std::optional<AttemptId> attempt) {
  if (!attempt) {
    const auto fresh = AttemptId::random(parts_->random);
    if (!fresh) return fresh.error();
    attempt = *fresh;
  }
  const RefreshSessionsOptions& options = parts_->options;
  detail::stop_point("before_rotate");
  const auto answer = parts_->store.rotate({.family = token.family(),
                                            .generation = token.generation(),
                                            .attempt = *attempt,
                                            .now = now,
                                            .idle = options.lifetime.idle,
                                            .grace = options.grace,
                                            .on_reuse = options.on_reuse});
  if (!answer.has_value()) {
    if (answer.error().code() == Errc::revoke_unconfirmed) {
      parts_->report({EventKind::session_reused, Errc::revoke_unconfirmed}, token.family(), {});
    }
    return answer.error();
  }
  detail::stop_point("after_rotate");
  const RotationResult result = answer->result;
  parts_->report(event_of(result), token.family(), answer->subject);
  RefreshOutcome outcome{.result = result == RotationResult::ahead ? RotationResult::not_active : result,
                         .token = {}};
  if (result == RotationResult::rotated || result == RotationResult::current) {
    outcome.token =
        parts_->issue({.family = token.family(), .generation = answer->generation}, answer->expires_at);
  }
  return outcome;
}

Result<FamilyUse> RefreshSessions::use(const RefreshToken& token, NumericDate now) {
  return parts_->store.use(token.family(), token.generation(), now, parts_->options.lifetime.idle);
}

Result<Revocation> RefreshSessions::end(const FamilyId& family, NumericDate now) {
  const auto revoked = parts_->store.revoke(family, now);
  detail::stop_point("after_revoke");
  if (revoked.has_value() && *revoked == Revocation::revoked) {
    parts_->report({EventKind::session_ended}, family, {});
  }
  return revoked;
}

Result<std::uint32_t> RefreshSessions::end_all(std::string_view subject, NumericDate now) {
  if (const auto bad = check_subject(subject)) return *bad;
  const auto ended = parts_->store.revoke_subject(subject, now);
  if (ended && *ended > 0) parts_->report({EventKind::session_ended}, {}, subject);
  return ended;
}

Result<void> RefreshSessions::end_before(NumericDate time) {
  const auto ended = parts_->store.revoke_before(time);
  if (ended) parts_->report({EventKind::session_ended}, {}, {});
  return ended;
}

Result<void> RefreshSessions::raise_epoch(std::string_view subject, Epoch epoch) {
  if (const auto bad = check_subject(subject)) return *bad;
  const auto raised = parts_->store.raise_epoch(subject, epoch);
  if (raised) parts_->report({EventKind::session_ended}, {}, subject);
  return raised;
}

Result<std::vector<FamilyState>> RefreshSessions::list(std::string_view subject, NumericDate now) const {
  if (const auto bad = check_subject(subject)) return *bad;
  return parts_->store.list(subject, now);
}

}  // namespace signet::inline v0
