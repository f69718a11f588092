// MetricRegistry: counters, histograms and values asked for when they are shown, as Prometheus' text format
// 0.0.4.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0 {

namespace detail {
void name_must_be_lower_case_words();  // defined nowhere: a name that is none does not compile
}

/// The name of a metric or of a label: a literal of lower-case letters, digits and `_` that begins with a
/// letter, and not `le`, which is the histograms' own.
class MetricName {
 public:
  consteval explicit(false) MetricName(const char* literal) : text_(literal) {
    bool good = !text_.empty() && is_letter(text_.front()) && text_ != "le";
    for (const char c : text_) good = good && (is_letter(c) || (c >= '0' && c <= '9') || c == '_');
    if (!good) detail::name_must_be_lower_case_words();
  }
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  static constexpr bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }

  std::string_view text_;
};

/// What tells one series of a family from the others. A value is one of few that the program knows: never a
/// user, a token, an address or any other text from outside, each of which would be a series for ever.
struct MetricLabel {
  MetricName name;
  std::string_view value;  ///< UTF-8; escaped as the format asks
};
using MetricLabels = std::initializer_list<MetricLabel>;

/// A metric: its name, with the unit and for counters `_total` at the end, and one line that says what it is.
struct MetricFamily {
  MetricName name;
  std::string_view help;
};

/// A number that only grows. @thread safe, without a lock
class Counter {
 public:
  void add(std::uint64_t more = 1) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Durations, each counted under the first bound that it does not exceed. @thread safe, without a lock
class Histogram {
 public:
  /// From a token that was validated to a login that waited; of all histograms.
  static constexpr std::array<Seconds, 17> bounds{
      Seconds::of_microseconds(50),        Seconds::of_microseconds(100),
      Seconds::of_microseconds(250),       Seconds::of_microseconds(500),
      Seconds::of_microseconds(1'000),     Seconds::of_microseconds(2'500),
      Seconds::of_microseconds(5'000),     Seconds::of_microseconds(10'000),
      Seconds::of_microseconds(25'000),    Seconds::of_microseconds(50'000),
      Seconds::of_microseconds(100'000),   Seconds::of_microseconds(250'000),
      Seconds::of_microseconds(500'000),   Seconds::of_microseconds(1'000'000),
      Seconds::of_microseconds(2'500'000), Seconds::of_microseconds(5'000'000),
      Seconds::of_microseconds(10'000'000)};

  void observe(Seconds span) noexcept;
  /// How many were counted under `bounds[index]`; at the end those beyond the last.
  std::uint64_t counted(std::size_t index) const noexcept;
  Seconds sum() const noexcept;

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<std::int64_t> microseconds_{0};
};

/// Takes the values of one family while it is rendered.
class MetricSamples {
 public:
  void add(MetricLabels labels, std::uint64_t value);
  void add(MetricLabels labels, Seconds value);

 private:
  friend class MetricRegistry;
  MetricSamples(std::string& text, std::string_view name) noexcept : text_(text), name_(name) {}

  std::string& text_;
  std::string_view name_;
};

/// The metrics of a process, or of a part of it; there is no global one.
///
/// A family is made by what is first registered in it. Registering it again as another kind is a mistake of
/// the program and ends it with a message; the same counter or histogram again is the one there is. What is
/// handed out lives as long as the registry.
/// @thread register on one thread, before the first rendering; render on any
class MetricRegistry {
 public:
  using Collect = std::function<void(MetricSamples&)>;

  MetricRegistry();
  MetricRegistry(const MetricRegistry&) = delete;
  MetricRegistry& operator=(const MetricRegistry&) = delete;
  ~MetricRegistry();

  Counter& counter(const MetricFamily& family, MetricLabels labels = {});
  Histogram& histogram(const MetricFamily& family, MetricLabels labels = {});
  /// Values that somebody else counts; `collect` gives them at each rendering, each set of labels once.
  void counters(const MetricFamily& family, Collect collect);
  /// The same for values that rise and fall.
  void gauges(const MetricFamily& family, Collect collect);

  /// Families and series in the order they were registered. A histogram's count is that of its buckets in the
  /// same text; what is updated meanwhile may be in one line and not yet in another.
  std::string render() const;
  /// The answer to GET /metrics.
  Response response() const;

 private:
  struct Family;
  enum class Kind : std::uint8_t;
  Family& family_of(const MetricFamily& family, Kind kind);

  std::vector<std::unique_ptr<Family>> families_;
};

}  // namespace signet::inline v0
