// The registry of metrics, and the text that Prometheus reads (its "exposition formats", text version 0.0.4).
#include "signet/http/metrics.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <utility>

namespace signet::inline v0 {
namespace {

// In a label's value `"`, `\` and the end of the line are escaped, in a help text the last two.
void write_escaped(std::string& text, std::string_view raw, std::string_view escaped) {
  for (const char c : raw) {
    if (escaped.find(c) != std::string_view::npos) text += '\\';
    text += c == '\n' ? 'n' : c;
  }
}

std::string text_of(MetricLabels labels) {
  std::string text;
  for (const MetricLabel& label : labels) {
    if (!text.empty()) text += ',';
    (text += label.name.text()) += "=\"";
    write_escaped(text, label.value, "\"\\\n");
    text += '"';
  }
  return text;
}

void write_value(std::string& text, std::uint64_t value) { text += std::to_string(value); }

void write_value(std::string& text, Seconds value) {
  const std::int64_t microseconds = value.microseconds();
  auto size = static_cast<std::uint64_t>(microseconds);
  if (microseconds < 0) {
    text += '-';
    size = 0 - size;
  }
  text += std::to_string(size / 1'000'000);
  std::string digits = std::to_string(1'000'000 + size % 1'000'000);  // the 1 keeps the zeros behind it
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.size() > 1) (text += '.').append(digits, 1);
}

template <class Value>
void write_sample(std::string& text, std::string_view name, std::string_view labels, Value value) {
  text += name;
  if (!labels.empty()) ((text += '{') += labels) += '}';
  text += ' ';
  write_value(text, value);
  text += '\n';
}

void write_histogram(std::string& text, const std::string& name, const std::string& labels,
                     const Histogram& histogram) {
  const std::string before = labels.empty() ? "le=\"" : labels + ",le=\"";
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
    std::string bucket = before;
    write_value(bucket, Histogram::bounds[i]);
    write_sample(text, name + "_bucket", bucket += '"', seen += histogram.counted(i));
  }
  seen += histogram.counted(Histogram::bounds.size());
  write_sample(text, name + "_bucket", before + "+Inf\"", seen);
  write_sample(text, name + "_sum", labels, histogram.sum());
  write_sample(text, name + "_count", labels, seen);
}

template <class Metric>
struct Series {
  explicit Series(std::string text) : labels(std::move(text)) {}

  std::string labels;
  Metric metric;
};

// The one of these labels, made where there is none. A deque: what is in it stays where it is.
template <class Metric>
Metric& one_of(std::deque<Series<Metric>>& all, MetricLabels labels) {
  std::string text = text_of(labels);
  const auto there = std::ranges::find(all, text, &Series<Metric>::labels);
  return there != all.end() ? there->metric : all.emplace_back(std::move(text)).metric;
}

}  // namespace

enum class MetricRegistry::Kind : std::uint8_t { counter, gauge, histogram };

struct MetricRegistry::Family {
  std::string name;
  std::string help;
  Kind kind;
  std::deque<Series<Counter>> counters{};
  std::deque<Series<Histogram>> histograms{};
  std::vector<Collect> collected{};

  void write(std::string& text) const {
    constexpr std::array<std::string_view, 3> kinds{"counter", "gauge", "histogram"};
    ((text += "# HELP ") += name) += ' ';
    write_escaped(text, help, "\\\n");
    (((text += "\n# TYPE ") += name) += ' ') += kinds[static_cast<std::size_t>(kind)];
    text += '\n';
    for (const auto& series : counters) write_sample(text, name, series.labels, series.metric.value());
    for (const auto& series : histograms) write_histogram(text, name, series.labels, series.metric);
    MetricSamples samples{text, name};
    for (const Collect& collect : collected) collect(samples);
  }
};

void Histogram::observe(Seconds span) noexcept {
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds, span) - bounds.begin());
  counts_[bucket].fetch_add(1, std::memory_order_relaxed);
  microseconds_.fetch_add(span.microseconds(), std::memory_order_relaxed);
}

std::uint64_t Histogram::counted(std::size_t index) const noexcept {
  return counts_[index].load(std::memory_order_relaxed);
}

Seconds Histogram::sum() const noexcept {
  return Seconds::of_microseconds(microseconds_.load(std::memory_order_relaxed));
}

void MetricSamples::add(MetricLabels labels, std::uint64_t value) {
  write_sample(text_, name_, text_of(labels), value);
}

void MetricSamples::add(MetricLabels labels, Seconds value) {
  write_sample(text_, name_, text_of(labels), value);
}

MetricRegistry::MetricRegistry() = default;
MetricRegistry::~MetricRegistry() = default;

MetricRegistry::Family& MetricRegistry::family_of(const MetricFamily& family, Kind kind) {
  const std::string_view name = family.name.text();
  const auto there = std::ranges::find_if(families_, [name](const auto& one) { return one->name == name; });
  if (there == families_.end()) {
    families_.push_back(std::make_unique<Family>(
        Family{.name = std::string{name}, .help = std::string{family.help}, .kind = kind}));
    return *families_.back();
  }
  if ((*there)->kind == kind) return **there;
  std::fprintf(stderr, "signet: the metric %s is registered as two kinds\n", (*there)->name.c_str());
  std::abort();
}

Counter& MetricRegistry::counter(const MetricFamily& family, MetricLabels labels) {
  return one_of(family_of(family, Kind::counter).counters, labels);
}

Histogram& MetricRegistry::histogram(const MetricFamily& family, MetricLabels labels) {
  return one_of(family_of(family, Kind::histogram).histograms, labels);
}

void MetricRegistry::counters(const MetricFamily& family, Collect collect) {
  family_of(family, Kind::counter).collected.push_back(std::move(collect));
}

void MetricRegistry::gauges(const MetricFamily& family, Collect collect) {
  family_of(family, Kind::gauge).collected.push_back(std::move(collect));
}

std::string MetricRegistry::render() const {
  std::string text;
  for (const auto& family : families_) family->write(text);
  return text;
}

Response MetricRegistry::response() const {
  Response response{.status = 200, .headers = {}, .body = render()};
  response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  return response;
}

}  // namespace signet::inline v0
