// Runs JSONTestSuite's test_transform: what a reader gets of numbers, escapes and names that others change.
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "signet/json/scanner.hpp"
#include "signet/json/view.hpp"
#include "vectors/runner.hpp"

namespace vectors {

namespace {
using namespace signet;
using namespace std::string_literals;

// A file is an array of one number or string, or an object. What has to come out: the number as written and
// its value where it is an integer of 64 bits, the string decoded, the members in their order.
const std::map<std::string, std::string, std::less<>> expected_output{
    {"number_-9223372036854775808.json", "-9223372036854775808 = -9223372036854775808"},
    {"number_-9223372036854775809.json", "-9223372036854775809"},
    {"number_1.0.json", "1.0"},
    {"number_1.000000000000000005.json", "1.000000000000000005"},
    {"number_1000000000000000.json", "1000000000000000 = 1000000000000000"},
    {"number_10000000000000000999.json", "10000000000000000999"},
    {"number_1e-999.json", "1E-999"},
    {"number_1e6.json", "1E6"},
    {"number_9223372036854775807.json", "9223372036854775807 = 9223372036854775807"},
    {"number_9223372036854775808.json", "9223372036854775808"},
    {"object_key_nfc_nfd.json", "\u00e9:NFC e\u0301:NFD "},
    {"object_key_nfd_nfc.json", "e\u0301:NFD \u00e9:NFC "},
    {"object_same_key_different_values.json", "a:1 a:2 "},
    {"object_same_key_same_value.json", "a:1 a:1 "},
    {"object_same_key_unclear_values.json", "a:0 a:-0 "},
    {"string_1_escaped_invalid_codepoint.json", "json_malformed"},
    {"string_1_invalid_codepoint.json", "utf8_invalid"},
    {"string_2_escaped_invalid_codepoints.json", "json_malformed"},
    {"string_2_invalid_codepoints.json", "utf8_invalid"},
    {"string_3_escaped_invalid_codepoints.json", "json_malformed"},
    {"string_3_invalid_codepoints.json", "utf8_invalid"},
    {"string_with_escaped_NULL.json", "A\0B"s},
};

std::string element_output(std::string text) {
  // The array's only value as a member's, so that a string comes out decoded.
  text = "{\"v\":" + text.substr(1, text.rfind(']') - 1) + "}";
  std::array<JsonMember, 1> index;
  const auto members = scan_object(text, index);
  if (!members) return std::string(answer_of(members));
  const JsonValue value = JsonObject{text.data(), std::span{index}.first(1)}.value(0);
  std::string output{value.text};
  if (const auto integer = json_integer(value.text); integer && value.type == JsonType::number) {
    output += " = " + std::to_string(*integer);
  }
  return output;
}

std::string object_output(std::string text) {
  std::array<JsonMember, 2> index;
  const auto members = scan_object(text, index);
  if (!members) return std::string(answer_of(members));
  const JsonObject object{text.data(), index};
  std::string output;
  for (std::size_t i = 0; i < object.size(); ++i) {
    output += std::string(object.name(i)) + ":" + std::string(object.value(i).text) + " ";
  }
  return output;
}
}  // namespace

void run_json_transform(const std::filesystem::path& folder, Report& report) {
  for (const auto& [name, expected] : expected_output) {
    const std::string text = read_bytes(folder / name);
    report.add(name, expected, text.starts_with("[") ? element_output(text) : object_output(text));
  }
}

}  // namespace vectors
