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

// Files in which the grammar is broken before the first byte that is not UTF-8.
constexpr std::array<std::string_view, 3> grammar_first{
    "i_string_utf16BE_no_BOM.json", "i_string_utf16LE_no_BOM.json", "n_array_a_invalid_utf8.json"};

// By the suite's prefixes, and for the files it leaves open by SOURCE.md.
bool is_good(std::string_view name) { return name.starts_with("y_") || name.starts_with("i_number_"); }

std::string_view refusal(std::string_view name, std::string_view text) {
  if (text.size() > 65'535) return "json_too_large";
  if (text.starts_with("\xef\xbb\xbf")) return "utf8_invalid";
  if (name == "i_structure_500_nested_arrays.json") return "json_too_deep";
  const bool utf8 = is_utf8(text) || std::ranges::find(grammar_first, name) != grammar_first.end();
  return utf8 ? "json_malformed" : "utf8_invalid";
}

std::string_view expected_as_is(std::string_view name, std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(" \t\n\r"), text.size());
  const bool other_value = text.substr(first, 1).find_first_of("[\"-0123456789tfn") == 0;
  if (other_value && text.size() <= 65'535) return "json_not_object";
  return is_good(name) ? accepted : refusal(name, text);
}

std::string_view answer(std::string text) {
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
    report.add(name, expected_as_is(name, text), answer(text));
    const std::string member = "{\"v\":" + text + "}";
    report.add(name + " in a member", is_good(name) ? accepted : refusal(name, member), answer(member));
  }
}

}  // namespace vectors
