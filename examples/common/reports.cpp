// Joins log and metrics: who reports an event knows neither.
#include "common/reports.hpp"

#include <string>
#include <utility>

#include "common/events.hpp"
#include "signet/core/chrono.hpp"

namespace signet::example {
namespace {

constexpr std::string_view version = SIGNET_VERSION;  // the project's, from CMake

}  // namespace

Reports::Reports(const Options& options, Log& log) : log_(log) {
  metrics_.gauges({"signet_build_info", "Which server this is; always 1."},
                  [service = std::string{options.program()}, flow = options.flow()](MetricSamples& samples) {
                    samples.add({{"service", service}, {"flow", flow}, {"version", version}},
                                std::uint64_t{1});
                  });
  metrics_.gauges({"process_start_time_seconds", "When the process started, in seconds since 1970."},
                  [started = now() - NumericDate{}](MetricSamples& samples) { samples.add({}, started); });
  metrics_.counters({"signet_log_lines_dropped_total", "Lines that found the log's ring full."},
                    [&log](MetricSamples& samples) { samples.add({}, log.dropped()); });
}

Observer Reports::login_events() {
  if (!logins_) logins_.emplace(metrics_);
  return observer();
}

Observer Reports::session_events() {
  if (!sessions_) sessions_.emplace(metrics_);
  return observer();
}

Observer Reports::observer() noexcept {
  return {.on_event =
              [](void* context, const Event& event) noexcept {
                auto& reports = *static_cast<Reports*>(context);
                say_event(reports.log_, event);
                if (reports.logins_) reports.logins_->count(event);
                if (reports.sessions_) reports.sessions_->count(event);
              },
          .context = this};
}

void Reports::show_keys(std::string_view use, std::function<KeysInUse()> keys) {
  metrics_.gauges({"signet_keys", "Keys that are loaded."},
                  [use = std::string{use}, keys](MetricSamples& samples) {
                    samples.add({{"use", use}}, std::uint64_t{keys().count});
                  });
  metrics_.gauges({"signet_key_age_seconds", "For how long the keys in use have been loaded."},
                  [use = std::string{use}, keys = std::move(keys)](MetricSamples& samples) {
                    const KeysInUse in_use = keys();
                    if (in_use.count != 0) samples.add({{"use", use}}, in_use.age);
                  });
}

}  // namespace signet::example
