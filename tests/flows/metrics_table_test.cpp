// The table of metrics in examples/README.md, held to what servers show.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "flows/client.hpp"
#include "flows/metrics_page.hpp"
#include "flows/service.hpp"
#include "flows/temporary_folder.hpp"
#include "flows/users_database.hpp"

using namespace signet::test;

namespace {

using Labels = std::set<std::string>;

/// What a family is, beside its name.
struct FamilyKind {
  std::string type;
  Labels labels;
  friend bool operator==(const FamilyKind&, const FamilyKind&) = default;
};
using Families = std::map<std::string, FamilyKind>;

std::string told(const Families& families) {
  std::string text;
  for (const auto& [name, kind] : families) {
    text += "\n" + name + " " + kind.type;
    for (const std::string& label : kind.labels) text += " " + label;
  }
  return text;
}

/// The words between backticks.
std::vector<std::string> between_backticks(const std::string& cell) {
  std::vector<std::string> words;
  for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at + 1)) {
    const std::size_t end = cell.find('`', at + 1);
    words.push_back(cell.substr(at + 1, end - at - 1));
    at = end;
  }
  return words;
}

/// The rows of the section: name, type, labels, meaning.
Families families_in_table() {
  std::ifstream file{SIGNET_SOURCE_DIR "/examples/README.md"};
  REQUIRE(file.is_open());
  Families families;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## Metrics";
    if (!inside || !line.starts_with("| `")) continue;
    std::istringstream row{line.substr(2)};
    std::string name;
    std::string type;
    std::string labels;
    std::string meaning;
    for (std::string* cell : {&name, &type, &labels, &meaning}) REQUIRE(std::getline(row, *cell, '|').good());
    CAPTURE(line);
    REQUIRE(between_backticks(name).size() == 1);
    CHECK(meaning.size() > 10);
    const auto words = between_backticks(labels);
    const FamilyKind kind{type.substr(1, type.size() - 2), Labels{words.begin(), words.end()}};
    CHECK(families.emplace(between_backticks(name).front(), kind).second);
  }
  return families;
}

/// The names of the labels in `name{a="…",b="…"} value`, whose values hold no quote; without a histogram's
/// own.
Labels labels_of(const std::string& sample) {
  Labels labels;
  std::size_t at = sample.find('{');
  while (at != std::string::npos && sample[at] != '}') {
    const std::size_t equals = sample.find('=', at);
    labels.insert(sample.substr(at + 1, equals - at - 1));
    at = sample.find('"', equals + 2) + 1;
  }
  labels.erase("le");
  return labels;
}

/// Adds what a page shows. A family without a sample says nothing of its labels.
void add_families(Families& families, const std::string& page) {
  std::istringstream lines{page};
  std::string name;
  std::string type;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      std::istringstream{line.substr(7)} >> name >> type;
    } else if (!line.starts_with('#')) {
      REQUIRE(line.starts_with(name));
      const FamilyKind kind{type, labels_of(line)};
      const auto& known = families.emplace(name, kind).first->second;
      CHECK_MESSAGE(known == kind, name << " of one server differs from that of another");
    }
  }
}

std::string page_after_a_request(const Launch& launch) {
  const ServiceProcess server{with_metrics(launch)};
  CHECK(send_request(server.port(), "GET", "/livez").status == 200);
  return metrics_of(server);
}

}  // namespace

TEST_CASE("the table of metrics names every series that the servers show, and no other") {
  const TemporaryFolder folder;
  seed_users(folder.path() + "/users.db");
  const std::string secret(32, 'a');
  Families shown;
  for (const Launch& launch :
       {Launch{"auth_server", {"--hash-workers", "1", "--refresh"}, {}},
        Launch{"auth_server",
               {"--flow", "A", "--hash-workers", "1"},
               {{"DATABASE_URL", "sqlite:" + folder.path() + "/users.db"}, {"JWT_SECRET", secret}},
               false},
        Launch{"resource_server", {"--jwks-url", "http://127.0.0.1:9/none.json"}, {}},
        Launch{"one_process",
               {"--resource-listen", "127.0.0.1:0", "--hash-workers", "1"},
               {{"SIGNET_ACCESS_TOKEN_SECRET", secret},
                {"SIGNET_REFRESH_TOKEN_SECRET", std::string(32, 'b')}}}}) {
    add_families(shown, page_after_a_request(launch));
  }
  CHECK(told(families_in_table()) == told(shown));
}
