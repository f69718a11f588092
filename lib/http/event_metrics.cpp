// Which event counts where.
#include "signet/http/event_metrics.hpp"

#include <cstddef>
#include <string_view>

namespace signet::inline v0 {
namespace {

constexpr MetricFamily logins{"signet_logins_total", "Logins that were judged, or held up as too many."};
constexpr MetricFamily registrations{"signet_registrations_total", "Accounts that were registered."};
constexpr MetricFamily upgrades{"signet_hash_upgrades_total",
                                "Passwords hashed anew in the background after a login."};
constexpr MetricFamily hash_durations{"signet_hash_duration_seconds",
                                      "How long a worker was at a hash, or at those computed with it."};
constexpr MetricFamily hash_refusals{"signet_hash_refused_total",
                                     "Hashes that somebody waited for and that were refused."};

constexpr MetricFamily begun{"signet_sessions_begun_total", "Sessions that a login began."};
constexpr MetricFamily ended{"signet_sessions_ended_total", "Sessions that were ended before they expired."};
constexpr MetricFamily refreshes{"signet_session_refreshes_total",
                                 "What became of refresh tokens that were shown."};

// In the order of HashAlgorithm.
constexpr std::array<std::string_view, 6> algorithm_names{"other",  "argon2", "bcrypt",
                                                          "pbkdf2", "scrypt", "yescrypt"};
static_assert(static_cast<std::size_t>(HashAlgorithm::yescrypt) + 1 == algorithm_names.size());

// In the order of HashRefusal, without `none`.
constexpr std::array<std::string_view, 6> refusal_names{
    "places", "places_of_name", "places_of_address", "predicted_wait", "deadline", "stopping"};
static_assert(static_cast<std::size_t>(HashRefusal::stopping) == refusal_names.size());

}  // namespace

LoginMetrics::LoginMetrics(MetricRegistry& registry)
    : accepted_(registry.counter(logins, {{"result", "accepted"}})),
      refused_(registry.counter(logins, {{"result", "refused"}})),
      throttled_(registry.counter(logins, {{"result", "throttled"}})),
      registered_(registry.counter(registrations)),
      upgraded_(registry.counter(upgrades, {{"result", "done"}})),
      dropped_(registry.counter(upgrades, {{"result", "dropped"}})) {
  for (std::size_t i = 0; i < algorithms; ++i) {
    hashed_[i] = &registry.histogram(hash_durations, {{"algorithm", algorithm_names[i]}});
  }
  for (std::size_t i = 0; i < reasons; ++i) {
    not_hashed_[i + 1] = &registry.counter(hash_refusals, {{"reason", refusal_names[i]}});
  }
}

void LoginMetrics::count(const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::login_succeeded:
      return accepted_.add();
    case EventKind::login_failed:
      return refused_.add();
    case EventKind::login_throttled:
      return throttled_.add();
    case EventKind::account_registered:
      return registered_.add();
    case EventKind::hash_upgraded:
      return upgraded_.add();
    case EventKind::hash_done:
      return hashed_[static_cast<std::size_t>(event.algorithm)]->observe(event.took);
    case EventKind::hash_refused:
      if (event.queue == HashQueue::background) return dropped_.add();
      if (event.refusal != HashRefusal::none) not_hashed_[static_cast<std::size_t>(event.refusal)]->add();
      return;
    default:
      return;
  }
}

SessionMetrics::SessionMetrics(MetricRegistry& registry)
    : begun_(registry.counter(begun)),
      ended_(registry.counter(ended)),
      rotated_(registry.counter(refreshes, {{"result", "rotated"}})),
      reissued_(registry.counter(refreshes, {{"result", "reissued"}})),
      reused_(registry.counter(refreshes, {{"result", "reused"}})),
      refused_(registry.counter(refreshes, {{"result", "refused"}})),
      regressed_(registry.counter(refreshes, {{"result", "regressed"}})) {}

void SessionMetrics::count(const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::session_begun:
      return begun_.add();
    case EventKind::session_ended:
      return ended_.add();
    case EventKind::session_rotated:
      return rotated_.add();
    case EventKind::session_reissued:
      return reissued_.add();
    case EventKind::session_reused:
      return reused_.add();
    case EventKind::session_refused:
      return refused_.add();
    case EventKind::store_regressed:
      return regressed_.add();
    default:
      return;
  }
}

void show_hash_pool(MetricRegistry& registry, const HashPool& pool) {
  registry.gauges({"signet_hash_workers", "Hashing threads by what they do."},
                  [&pool](MetricSamples& samples) {
                    const HashPool::Stats stats = pool.stats();
                    samples.add({{"state", "busy"}}, std::uint64_t{stats.running});
                    samples.add({{"state", "idle"}}, std::uint64_t{stats.workers - stats.running});
                  });
  registry.gauges({"signet_hash_waiting", "Jobs that wait for a worker."}, [&pool](MetricSamples& samples) {
    const HashPool::Stats stats = pool.stats();
    samples.add({{"queue", "interactive"}}, std::uint64_t{stats.waiting});
    samples.add({{"queue", "background"}}, std::uint64_t{stats.waiting_background});
  });
  registry.gauges({"signet_hash_predicted_wait_seconds",
                   "How long a job of an address of which nothing waits would wait."},
                  [&pool](MetricSamples& samples) { samples.add({}, pool.stats().predicted_wait); });
  registry.counters({"signet_hash_admitted_total", "Jobs that somebody waits for and that found a place."},
                    [&pool](MetricSamples& samples) { samples.add({}, pool.stats().admitted); });
}

}  // namespace signet::inline v0
