#include "signet/http/metrics.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

using namespace signet;

namespace {

constexpr MetricFamily doors{"doors_total", "Doors that were opened."};
constexpr MetricFamily waits{"wait_seconds", "How long somebody waited."};

Seconds microseconds(std::int64_t count) { return Seconds::of_microseconds(count); }

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

// The form, its escapes and the order of a histogram's lines: Prometheus' "Exposition formats", text format
// details; promtool and Prometheus' own client for Python read the servers' pages in tests/flows.
TEST_CASE("a registry writes families and series in the order they were registered") {
  MetricRegistry registry;
  Counter& north = registry.counter(doors, {{"side", "north"}, {"floor", "1"}});
  registry.gauges({"age_seconds", "Age."}, [](MetricSamples& samples) {
    samples.add({{"of", "key"}}, microseconds(90'500'000));
    samples.add({{"of", "clock"}}, microseconds(-1));
  });
  Counter& south = registry.counter(doors, {{"side", "south"}, {"floor", "1"}});
  registry.counters({"lines_total", "Lines."},
                    [](MetricSamples& samples) { samples.add({}, 18446744073709551615U); });
  registry.gauges({"none", "Nobody knows yet."}, [](MetricSamples&) {});
  north.add();
  north.add(41);
  south.add(0);
  CHECK(registry.render() ==
        "# HELP doors_total Doors that were opened.\n"
        "# TYPE doors_total counter\n"
        "doors_total{side=\"north\",floor=\"1\"} 42\n"
        "doors_total{side=\"south\",floor=\"1\"} 0\n"
        "# HELP age_seconds Age.\n"
        "# TYPE age_seconds gauge\n"
        "age_seconds{of=\"key\"} 90.5\n"
        "age_seconds{of=\"clock\"} -0.000001\n"
        "# HELP lines_total Lines.\n"
        "# TYPE lines_total counter\n"
        "lines_total 18446744073709551615\n"
        "# HELP none Nobody knows yet.\n"
        "# TYPE none gauge\n");
}

TEST_CASE("a histogram's buckets are cumulative, a bound counts in its own, and +Inf is the count") {
  MetricRegistry registry;
  Histogram& all = registry.histogram(waits);
  for (const std::int64_t waited : {0, 50, 51, 100, 2'500'000, 10'000'000, 10'000'001}) {
    all.observe(microseconds(waited));
  }
  CHECK(registry.render() ==
        "# HELP wait_seconds How long somebody waited.\n"
        "# TYPE wait_seconds histogram\n"
        "wait_seconds_bucket{le=\"0.00005\"} 2\n"
        "wait_seconds_bucket{le=\"0.0001\"} 4\n"
        "wait_seconds_bucket{le=\"0.00025\"} 4\n"
        "wait_seconds_bucket{le=\"0.0005\"} 4\n"
        "wait_seconds_bucket{le=\"0.001\"} 4\n"
        "wait_seconds_bucket{le=\"0.0025\"} 4\n"
        "wait_seconds_bucket{le=\"0.005\"} 4\n"
        "wait_seconds_bucket{le=\"0.01\"} 4\n"
        "wait_seconds_bucket{le=\"0.025\"} 4\n"
        "wait_seconds_bucket{le=\"0.05\"} 4\n"
        "wait_seconds_bucket{le=\"0.1\"} 4\n"
        "wait_seconds_bucket{le=\"0.25\"} 4\n"
        "wait_seconds_bucket{le=\"0.5\"} 4\n"
        "wait_seconds_bucket{le=\"1\"} 4\n"
        "wait_seconds_bucket{le=\"2.5\"} 5\n"
        "wait_seconds_bucket{le=\"5\"} 5\n"
        "wait_seconds_bucket{le=\"10\"} 6\n"
        "wait_seconds_bucket{le=\"+Inf\"} 7\n"
        "wait_seconds_sum 22.500202\n"
        "wait_seconds_count 7\n");
}

TEST_CASE("a histogram's labels stand before its bounds, in each of its lines") {
  MetricRegistry registry;
  registry.histogram(waits, {{"queue", "long"}}).observe(microseconds(60));
  const std::string text = registry.render();
  CHECK(has_line(text, "wait_seconds_bucket{queue=\"long\",le=\"0.00005\"} 0"));
  CHECK(has_line(text, "wait_seconds_bucket{queue=\"long\",le=\"+Inf\"} 1"));
  CHECK(has_line(text, "wait_seconds_sum{queue=\"long\"} 0.00006"));
  CHECK(has_line(text, "wait_seconds_count{queue=\"long\"} 1"));
}

TEST_CASE("what would end a label, a line or a help text is escaped") {
  MetricRegistry registry;
  registry.counter({"odd_total", "A \\ and a \"quote\",\nin two lines."}, {{"text", "a\\b\"c\nd é"}});
  CHECK(registry.render() ==
        "# HELP odd_total A \\\\ and a \"quote\",\\nin two lines.\n"
        "# TYPE odd_total counter\n"
        "odd_total{text=\"a\\\\b\\\"c\\nd é\"} 0\n");
}

TEST_CASE("the same labels are the same counter, and other labels another") {
  MetricRegistry registry;
  Counter& first = registry.counter(doors, {{"side", "north"}});
  CHECK(&registry.counter(doors, {{"side", "north"}}) == &first);
  CHECK(&registry.counter(doors, {{"side", "south"}}) != &first);
  Histogram& histogram = registry.histogram(waits);
  CHECK(&registry.histogram(waits) == &histogram);
}

TEST_CASE("an answer says of which form and version the text is") {
  MetricRegistry registry;
  const Response response = registry.response();
  CHECK(response.status == 200);
  CHECK(response.headers.single("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(response.body.empty());
}

TEST_CASE("updates of many threads are all counted, also while the text is made") {
  constexpr int threads = 4;
  constexpr int updates = 20'000;
  MetricRegistry registry;
  Counter& counter = registry.counter(doors);
  Histogram& histogram = registry.histogram(waits);
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&counter, &histogram] {
      for (int k = 0; k < updates; ++k) {
        counter.add();
        histogram.observe(microseconds(k % 2 == 0 ? 10 : 20'000'000));
      }
    });
  }
  CHECK(has_line(registry.render(), "# TYPE wait_seconds histogram"));
  for (std::thread& worker : workers) worker.join();
  CHECK(counter.value() == threads * updates);
  CHECK(histogram.counted(0) == threads * updates / 2);
  CHECK(histogram.counted(Histogram::bounds.size()) == threads * updates / 2);
  CHECK(histogram.sum() == microseconds(std::int64_t{threads} * updates / 2 * 20'000'010));
}
