// Asking a DenyStore, and keeping a copy of one.
#include "signet/grant/denials.hpp"

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/token/deny_list.hpp"
#include "signet/token/verified_token.hpp"

namespace signet::inline v0 {
namespace {

constexpr Seconds least_staleness = Seconds::of_microseconds(100'000);
constexpr Seconds most_staleness = Seconds::of(600);
constexpr Seconds largest_leeway = Seconds::of(600);
constexpr std::int64_t never_heard = INT64_MIN;

std::string_view claim_of(DeniedBy by) noexcept {
  if (by == DeniedBy::jti) return "jti";
  return by == DeniedBy::sid ? "sid" : "sub";
}

Result<void> ask_store(void* context, const VerifiedToken& token, NumericDate /*now*/) {
  DenialQuestion question{
      .jti = token.token_id(), .sid = {}, .sub = token.subject(), .issued_at = token.issued_at()};
  if (const auto sid = token.claims().find("sid")) {
    if (sid->type != JsonType::string) return fail(Errc::claim_invalid, "sid");
    question.sid = sid->text;
  }
  const auto denied = static_cast<DenyStore*>(context)->look_up(question);
  if (!denied) return denied.error();
  return denied->has_value() ? fail(Errc::token_revoked, claim_of(**denied)) : Result<void>{};
}

// `sub` alone has a time in a DenyList; the others deny whenever a token was issued.
Result<void> add(DenyList& list, const Denial& denial, NumericDate now) {
  constexpr auto always = NumericDate::from_microseconds(INT64_MAX);
  if (denial.by == DeniedBy::jti) return list.deny_token(denial.value, denial.until, now);
  if (denial.by == DeniedBy::sid) return list.deny_session(denial.value, denial.until, now);
  return list.deny_subject(denial.value, denial.issued_before.value_or(always), denial.until, now);
}

}  // namespace

RevocationCheck check_of(DenyStore& store) noexcept { return {.ask = ask_store, .context = &store}; }

struct FollowedDenials::Parts {
  Parts(DenyStore& followed, DenyList copy, const FollowedDenialsOptions& options)
      : store(followed),
        list(std::move(copy)),
        denies(list.check()),
        max_staleness(options.max_staleness),
        clock(options.clock == nullptr ? &steady_now : options.clock) {}

  Result<void> read_all(NumericDate now) {
    for (;;) {
      auto page = store.read_on(position);
      if (!page) return page.error();
      for (const Denial& denial : page->denials) {
        if (denial.until + largest_leeway <= now) continue;  // stores keep them longer than any token needs
        if (const auto added = add(list, denial, now); !added) return added.error();
      }
      position = std::move(page->position);
      if (page->complete) return {};
    }
  }

  std::optional<Seconds> age() const noexcept {
    const std::int64_t heard = as_of.load(std::memory_order_acquire);
    if (heard == never_heard) return std::nullopt;
    return clock() - Instant::from_microseconds(heard);
  }

  Result<void> ask(const VerifiedToken& token, NumericDate now) const {
    const auto old = age();
    if (!old || *old > max_staleness) return fail(Errc::store_unavailable);
    return denies(token, now);
  }

  DenyStore& store;
  DenyList list;
  RevocationCheck denies;
  Seconds max_staleness;
  SteadyClock clock;
  std::atomic<std::int64_t> as_of{never_heard};  // microseconds of the clock
  std::mutex following;
  std::string position{};  // guarded by following
};

FollowedDenials::FollowedDenials(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
FollowedDenials::FollowedDenials(FollowedDenials&&) noexcept = default;
FollowedDenials& FollowedDenials::operator=(FollowedDenials&&) noexcept = default;
FollowedDenials::~FollowedDenials() = default;

Result<FollowedDenials> FollowedDenials::build(DenyStore& store, RandomSource& random,
                                               const FollowedDenialsOptions& options) {
  if (options.max_staleness < least_staleness || options.max_staleness > most_staleness) {
    return fail(Errc::option_invalid, "max_staleness");
  }
  // What was denied before this process began is in the store.
  auto list = DenyList::build({}, random, {.entries = options.entries, .accept_issued_before = true});
  if (!list) return list.error();
  return FollowedDenials{std::make_unique<Parts>(store, *std::move(list), options)};
}

Result<void> FollowedDenials::catch_up(NumericDate now) {
  const std::lock_guard one_at_a_time{parts_->following};
  // What is acknowledged from here on may be missing.
  const Instant asked = parts_->clock();
  if (const auto read = parts_->read_all(now); !read) return read.error();
  parts_->as_of.store(asked.microseconds(), std::memory_order_release);
  return {};
}

std::optional<Seconds> FollowedDenials::age() const noexcept { return parts_->age(); }

std::size_t FollowedDenials::size() const noexcept { return parts_->list.size(); }

RevocationCheck FollowedDenials::check() const& noexcept {
  return {.ask = [](void* context, const VerifiedToken& token,
                    NumericDate now) { return static_cast<const Parts*>(context)->ask(token, now); },
          .context = parts_.get()};
}

}  // namespace signet::inline v0
