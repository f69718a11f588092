// Comparing the scanner with nlohmann/json: see json_values.hpp.
#include "fuzz/json_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <vector>

namespace signet_fuzz {
namespace {

using namespace signet;

// Fed with each step of the parser, which itself keeps one of two equal names without a word.
class Steps {
 public:
  explicit Steps(Theirs& theirs) : theirs_(&theirs) {}

  bool operator()(int, Json::parse_event_t event, const Json& parsed) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      names_.emplace_back();
      theirs_->depth = std::max(theirs_->depth, names_.size());
    }
    if (event == Event::object_end || event == Event::array_end) names_.pop_back();
    if (event == Event::key) {
      ++theirs_->members;
      if (!names_.back().insert(parsed.get<std::string>()).second) theirs_->repeats = true;
    }
    return true;
  }

 private:
  Theirs* theirs_;
  std::vector<std::set<std::string>> names_;  // of each object that is open
};

bool same_value(JsonType type, std::string_view raw, const Json& theirs);

bool same_element(const JsonElement& ours, const Json& theirs) {
  if (ours.type != JsonType::string) return same_value(ours.type, ours.raw, theirs);
  if (!theirs.is_string()) return false;
  const auto text = theirs.get<std::string>();
  return ours.equals(text) && !ours.equals(text + "x");
}

bool same_array(std::string_view raw, const Json& theirs) {
  JsonElements walk{raw};
  for (const Json& element : theirs) {
    const auto ours = walk.next();
    if (!ours || !same_element(*ours, element)) return false;
  }
  return !walk.next();
}

// What is nested stands as it was written, so it is scanned anew.
bool same_object(std::string_view raw, const Json& theirs) {
  std::string text{raw};
  std::array<JsonMember, 256> index{};
  const auto count = scan_object(text, index);
  return count && same_members({text.data(), std::span{index}.first(*count)}, theirs);
}

bool same_number(std::string_view raw, const Json& theirs) {
  if (!theirs.is_number() || json_of(raw) != theirs) return false;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
  const bool exact = error == std::errc{} && end == raw.data() + raw.size();
  return json_integer(raw) == (exact ? std::optional{number} : std::nullopt);
}

// Of any value but a string.
bool same_value(JsonType type, std::string_view raw, const Json& theirs) {
  switch (type) {
    case JsonType::null:
      return theirs.is_null() && raw == "null";
    case JsonType::boolean:
      return theirs.is_boolean() && raw == (theirs.get<bool>() ? "true" : "false");
    case JsonType::number:
      return same_number(raw, theirs);
    case JsonType::array:
      return theirs.is_array() && same_array(raw, theirs);
    case JsonType::object:
      return theirs.is_object() && same_object(raw, theirs);
    case JsonType::string:
      break;
  }
  return false;
}

bool same_member(const JsonValue& ours, const Json& theirs) {
  if (ours.type != JsonType::string) return same_value(ours.type, ours.text, theirs);
  return theirs.is_string() && ours.text == theirs.get<std::string>();
}

}  // namespace

Theirs read_theirs(std::string_view text) {
  Theirs theirs;
  try {
    theirs.value = Json::parse(text, Steps{theirs});
  } catch (const Json::out_of_range&) {
    theirs.beyond_double = true;
  } catch (const Json::exception&) {
    theirs.value.reset();
  }
  return theirs;
}

std::optional<Json> json_of(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

bool same_members(const JsonObject& ours, const Json& theirs) {
  if (!theirs.is_object() || ours.size() != theirs.size()) return false;
  std::size_t i = 0;
  for (const auto& [name, value] : theirs.items()) {
    if (ours.name(i) != name || !same_member(ours.value(i), value)) return false;
    const auto found = ours.find(name);
    if (!found || found->text.data() != ours.value(i).text.data()) return false;
    ++i;
  }
  return true;
}

Json member(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? Json{} : *found;
}

}  // namespace signet_fuzz
