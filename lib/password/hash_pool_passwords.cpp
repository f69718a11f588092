// HashPool's ways of taking passwords: judged by the caller, computed by a worker, alone or in a group.
#include <utility>

#include "password/hash_batch.hpp"
#include "password/hash_pool_state.hpp"

namespace signet::inline v0 {
namespace {

using detail::BatchedHash;

/// What a hash that can be computed will cost, and its form for a group, where there are groups of it.
struct Judged {
  HashParams cost;
  std::optional<BatchedHash> batched;
};

Result<Judged> judge(const PasswordHasher& hasher, std::string_view password, const StoredHash& stored) {
  const auto cost = hasher.cost_of(password, stored);
  if (!cost) return cost.error();
  return Judged{*cost, BatchedHash::against(password, *cost, stored)};
}

Result<Judged> judge_dummy(const PasswordHasher& hasher, std::string_view password,
                           const HashParams& params) {
  if (const auto afforded = hasher.affords(params); !afforded) return afforded.error();
  const bool whole = password.size() <= hasher.options().max_password;
  return Judged{params, BatchedHash::with_salt(whole ? password : std::string_view{}, params, {})};
}

Result<Judged> judge_new(const PasswordHasher& hasher, std::string_view password, RandomSource& random) {
  if (const auto taken = hasher.accepts(password); !taken) return taken.error();
  const HashParams& cost = hasher.options().target;
  if (detail::batch_width(cost).most == 1) return Judged{cost, std::nullopt};
  BatchedHash::Salt salt{};
  if (const auto filled = random.fill(salt); !filled) return filled.error();
  return Judged{cost, BatchedHash::with_salt(password, cost, salt)};
}

/// A HashCheck on its way through the pool.
class CheckTask {
 public:
  CheckTask(HashCheck check, detail::OwnedDone done) noexcept
      : check_(std::move(check)), done_(std::move(done)) {}

  Result<HashParams> judge_it() {
    const std::string_view password = check_.password.expose_text();
    const auto* const params = std::get_if<HashParams>(&check_.against);
    auto judged = params != nullptr ? judge_dummy(check_.hasher, password, *params)
                                    : judge(check_.hasher, password, stored());
    if (!judged) return judged.error();
    if (judged->batched) batched_.emplace(std::move(*judged->batched));
    return judged->cost;
  }
  BatchedHash* batched() noexcept { return batched_ ? &*batched_ : nullptr; }

  void run() noexcept { done_.call(done_.callable.get(), outcome()); }
  void refuse(const Error& why) noexcept { done_.call(done_.callable.get(), why); }

 private:
  StoredHash stored() const {
    return {.text = std::get<std::string>(check_.against), .truncated = check_.truncated};
  }
  // As detail::SubmittedWork does.
  Result<PasswordCheck> outcome() const noexcept {
    try {
      return conclude();
    } catch (...) {
      return fail(Errc::hash_failed);
    }
  }
  Result<PasswordCheck> conclude() const {
    const std::string_view password = check_.password.expose_text();
    if (const auto* const params = std::get_if<HashParams>(&check_.against)) {
      if (batched_) return PasswordCheck::mismatch;
      return check_.hasher.verify_dummy(password, *params);
    }
    return batched_ ? batched_->check() : check_.hasher.verify(password, stored());
  }

  HashCheck check_;
  detail::OwnedDone done_;
  std::optional<BatchedHash> batched_;
};

}  // namespace

Result<PasswordCheck> HashPool::verify(const HashSource& source, const PasswordHasher& hasher,
                                       std::string_view password, const StoredHash& stored) {
  auto judged = judge(hasher, password, stored);
  if (!judged) return judged.error();
  if (!judged->batched) {
    return run_kind(judged->cost, source, [&] { return hasher.verify(password, stored); });
  }
  if (const auto ran = run_batched(judged->cost, source, *judged->batched); !ran) return ran.error();
  return judged->batched->check();
}

Result<PasswordCheck> HashPool::verify_dummy(const HashSource& source, const PasswordHasher& hasher,
                                             std::string_view password, const HashParams& params) {
  auto judged = judge_dummy(hasher, password, params);
  if (!judged) return judged.error();
  if (!judged->batched) {
    return run_kind(judged->cost, source, [&] { return hasher.verify_dummy(password, params); });
  }
  if (const auto ran = run_batched(judged->cost, source, *judged->batched); !ran) return ran.error();
  return PasswordCheck::mismatch;
}

Result<std::string> HashPool::hash(const HashSource& source, const PasswordHasher& hasher,
                                   std::string_view password, RandomSource& random) {
  auto judged = judge_new(hasher, password, random);
  if (!judged) return judged.error();
  if (!judged->batched) {
    return run_kind(judged->cost, source, [&] { return hasher.hash(password, random); });
  }
  if (const auto ran = run_batched(judged->cost, source, *judged->batched); !ran) return ran.error();
  return judged->batched->text();
}

Result<void> HashPool::run_batched(const HashParams& kind, const HashSource& source, BatchedHash& hash) {
  detail::Waiter waiter;
  waiter.kind = kind;
  waiter.joins = true;
  waiter.member = hash.member();
  return state_->ask(waiter, source);
}

Result<HashTicket> HashPool::submit_check(const HashSource& source, HashCheck check, detail::OwnedDone done) {
  auto owned = std::make_unique<CheckTask>(std::move(check), std::move(done));
  CheckTask& task = *owned;
  const auto cost = task.judge_it();
  if (!cost) return cost.error();
  auto submission = std::make_unique<detail::Submission>(detail::owned_task(std::move(owned)));
  submission->kind = *cost;
  if (BatchedHash* const batched = task.batched(); batched != nullptr) {
    submission->joins = true;
    submission->member = batched->member();
  }
  return state_->submit(std::move(submission), source);
}

}  // namespace signet::inline v0
