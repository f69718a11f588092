// Fuzzes the JSON scanner against nlohmann/json: both accept the same objects, with the same values.
#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"
#include "signet/json/writer.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// A copy of a text and what the scanner made of it.
struct Scan {
  explicit Scan(std::string_view source, const Limits& limits = {}, std::size_t room = 256)
      : text(source.begin(), source.end()), index(room), count(scan_object(text, index, limits)) {}

  JsonObject object() const { return {text.data(), std::span{index}.first(*count)}; }

  std::vector<char> text;
  std::vector<JsonMember> index;
  Result<std::size_t> count;
};

std::string written_again(const JsonObject& object) {
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  for (std::size_t i = 0; i < object.size(); ++i) {
    const JsonValue value = object.value(i);
    json.key(object.name(i));
    value.type == JsonType::string ? json.string(value.text) : json.raw(value.text);
  }
  json.end_object();
  require(json.finish().has_value(), "what was scanned can be written");
  return text;
}

bool same(const JsonObject& a, const JsonObject& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool equal =
        a.name(i) == b.name(i) && a.value(i).type == b.value(i).type && a.value(i).text == b.value(i).text;
    if (!equal) return false;
  }
  return true;
}

void accepted(std::string_view input, const Scan& scan, const Theirs& theirs) {
  require(theirs.value || theirs.beyond_double, "what the scanner accepts, nlohmann/json accepts");
  require(!theirs.repeats, "no name stands twice in what is accepted");
  require(same(scan.object(), Scan{input}.object()), "a second scan finds the same");
  const std::string text = written_again(scan.object());
  const Scan again{text};
  require(again.count && same(scan.object(), again.object()), "what is written from it scans the same");
  if (theirs.beyond_double) return;
  require(same_members(scan.object(), *theirs.value), "names and values are those of nlohmann/json");
  require(Scan(input, {}, theirs.members).count.has_value(), "room for every member is room enough");
  require(Scan(input, {.depth = theirs.depth, .members = theirs.members}).count || theirs.members == 0,
          "limits that fit exactly are wide enough");
  if (theirs.members == 0) return;
  const Scan short_of_one{input, {}, theirs.members - 1};
  require(!short_of_one.count && short_of_one.count.error().code() == Errc::json_too_many_members,
          "room for one member less is too little");
}

void refused(std::string_view input, const Error& error, const Theirs& theirs) {
  require(error.position() && *error.position() <= input.size(), "a refusal tells where");
  if (error.code() == Errc::json_duplicate_member) {
    require(theirs.repeats || theirs.beyond_double, "a name said to stand twice does");
  }
  // nlohmann/json takes a NUL for the end of the text, and skips a byte order mark.
  const bool odd = input.find('\0') != std::string_view::npos || input.starts_with("\xef\xbb\xbf");
  if (!theirs.value || !theirs.value->is_object() || theirs.repeats || odd) return;
  const Limits limits;
  require(theirs.depth > limits.depth || theirs.members > limits.members || input.size() > 65'535,
          "an object within the limits that nlohmann/json accepts is accepted");
}

}  // namespace

void look_at(std::string_view input) {
  const Scan scan{input};
  const Theirs theirs = read_theirs(input);
  scan.count ? accepted(input, scan, theirs) : refused(input, scan.count.error(), theirs);
}

}  // namespace signet_fuzz
