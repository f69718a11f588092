// Runs JSONTestSuite's test_parsing against scan_object, every file twice.
//
// scan_object takes objects only, while most files are arrays or bare values. Refusing those for not being
// objects would prove nothing about the grammar, so each file is scanned as it is *and* as the value of a
// member, {"v":<file>}, the form in which its own grammar decides. A y_ file that is no object must be
// refused as it is with exactly json_not_object and accepted as a member; an n_ file must be refused both
// ways.
#include <algorithm>
#include <array>

#include "signet/core/utf8.hpp"
#include "signet/json/scanner.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;

std::string_view scan(std::string text) {
  std::array<JsonMember, 256> index;
  return answer_of(scan_object(text, index));
}
}  // namespace

void run_json_suite(const std::filesystem::path& folder, Report& report) {
  std::vector<std::filesystem::path> paths(std::filesystem::directory_iterator{folder}, {});
  std::ranges::sort(paths);
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    const std::string text = read_bytes(path);
    report.add(name, "?", scan(text));
    report.add(name + " in a member", "?", scan("{\"v\":" + text + "}"));
  }
}

}  // namespace vectors
