// What a server's /metrics says, series by series.
#pragma once

#include <doctest/doctest.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "flows/client.hpp"
#include "flows/service.hpp"
#include "flows/temporary_folder.hpp"

namespace signet::test {

/// The server of `launch`, with its metrics on a free port of loopback.
inline Launch with_metrics(Launch launch) {
  launch.arguments.insert(launch.arguments.end(), {"--metrics-listen", "127.0.0.1:0"});
  return launch;
}

/// The port on which it says that it serves metrics.
inline std::uint16_t metrics_port(const ServiceProcess& server) {
  const std::string where = R"("option":"metrics_listen","url":"http://127.0.0.1:)";
  REQUIRE(server.wait_for_log(where));
  const std::string log = server.log();
  std::uint16_t port = 0;
  std::from_chars(log.data() + log.find(where) + where.size(), log.data() + log.size(), port);
  return port;
}

/// What `promtool check metrics`, of Prometheus itself, finds wrong with a page; empty where it finds
/// nothing, or is not installed.
inline std::string judged_by_promtool(const std::string& page) {
  const std::string promtool = SIGNET_PROMTOOL;
  if (promtool.empty()) return "";
  const TemporaryFolder folder;
  const std::string said = folder.path() + "/said";
  const std::string command =
      "'" + promtool + "' check metrics <'" + folder.write({"page", page}) + "' >'" + said + "' 2>&1";
  const int status = std::system(command.c_str());
  std::ifstream file{said};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  return status == 0 ? text : "refused: " + text;
}

/// A series that stands in the page twice, which promtool of Debian 12 does not notice; empty where none
/// does.
inline std::string series_twice(const std::string& page) {
  std::set<std::string> seen;
  for (std::size_t at = 0; at < page.size(); at = page.find('\n', at) + 1) {
    const std::string line = page.substr(at, page.find('\n', at) - at);
    const std::string series = line.substr(0, line.rfind(' '));
    if (!line.starts_with('#') && !seen.insert(series).second) return series;
  }
  return "";
}

/// The page, which promtool takes.
inline std::string metrics_of(const ServiceProcess& server) {
  const Answer answer = send_request(metrics_port(server), "GET", "/metrics");
  REQUIRE(answer.status == 200);
  CHECK(judged_by_promtool(answer.body).empty());
  CHECK(series_twice(answer.body).empty());
  return answer.body;
}

/// The value of a series as the page has it; `(absent)` where there is none.
inline std::string value_in(const std::string& page, const std::string& series) {
  const std::size_t line = ("\n" + page).find("\n" + series + " ");
  if (line == std::string::npos) return "(absent)";
  const std::size_t value = line + series.size() + 1;
  return page.substr(value, page.find('\n', value) - value);
}

/// The same of a counter; -1 where there is none.
inline std::int64_t count_in(const std::string& page, const std::string& series) {
  const std::string text = value_in(page, series);
  std::int64_t count = -1;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

}  // namespace signet::test
