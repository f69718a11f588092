// The scanner against nlohmann/json on seeded random texts, whole and damaged.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "unit/json/scanned.hpp"

using namespace signet;

namespace {

using Json = nlohmann::ordered_json;

// One random draw per statement: the order within an expression is the compiler's.
class RandomText {
 public:
  explicit RandomText(std::uint32_t seed) : engine_(seed) {}

  std::string object(int depth) {
    std::string text = "{";
    const unsigned count = below(5);
    for (unsigned i = 0; i < count; ++i) {
      if (i != 0) text += ',';
      text += space();
      text += string();
      text += space();
      text += ':';
      text += space();
      text += value(depth - 1);
      text += space();
    }
    return text + "}";
  }

  // The same text with one byte changed, added, doubled or lost.
  std::string damaged(std::string text) {
    constexpr std::string_view bytes = "{}[]\",:\\u0-+.eE tfn1d8\n\x01\xc3\xa9\xff";
    const std::size_t at = below(static_cast<unsigned>(text.size()));
    const char byte = bytes[below(static_cast<unsigned>(bytes.size()))];
    switch (below(4)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.insert(at, 1, byte);
        break;
      case 2:
        text.insert(at, 1, text[at]);
        break;
      default:
        text.erase(at, 1);
    }
    return text;
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(engine_()) % bound; }
  std::string one_of(std::initializer_list<const char*> parts) {
    return *(parts.begin() + below(static_cast<unsigned>(parts.size())));
  }
  std::string space() { return one_of({"", "", "", " ", "\n", "\t\r"}); }
  std::string string() {
    std::string text = "\"";
    for (unsigned i = below(5); i > 0; --i) {
      text += one_of({"a", "b", "exp", "0", "\\n", "\\\"", "\\\\", "\\/", "\\u0061", "\\u0000", "\\u00e9",
                      "\xc3\xa9", "\\ud83d\\ude00", "\xf0\x9f\x98\x80", "\\uD800\\uDC00", "longer than eight",
                      "\x7f"});
    }
    return text + "\"";
  }
  std::string number() {
    std::string text = one_of({"", "-"});
    text += one_of({"0", "1", "10", "1300819380", "9007199254740993", "9223372036854775807"});
    text += one_of({"", "", "", ".5", ".00"});
    text += one_of({"", "", "", "e1", "E-2", "e+0"});
    return text;
  }
  std::string array(int depth) {
    std::string text = "[" + space();
    const unsigned count = below(4);
    for (unsigned i = 0; i < count; ++i) {
      if (i != 0) text += ',';
      text += space();
      text += value(depth);
      text += space();
    }
    return text + "]";
  }
  std::string value(int depth) {
    const unsigned kind = below(depth > 0 ? 8 : 6);
    if (kind < 2) return string();
    if (kind < 5) return number();
    if (kind == 5) return one_of({"true", "false", "null"});
    return kind == 6 ? array(depth - 1) : object(depth);
  }

  std::mt19937 engine_;
};

// Fed with every name as nlohmann/json decoded it: it keeps the last of two equal ones, without a word.
class DuplicateFinder {
 public:
  bool operator()(int, Json::parse_event_t event, const Json& parsed) {
    if (event == Json::parse_event_t::object_start) open_.emplace_back();
    if (event == Json::parse_event_t::object_end) open_.pop_back();
    if (event == Json::parse_event_t::key) {
      const auto name = parsed.get<std::string>();
      found_ = found_ || std::ranges::count(open_.back(), name) != 0;
      open_.back().push_back(name);
    }
    return true;
  }
  bool found() const { return found_; }

 private:
  std::vector<std::vector<std::string>> open_;
  bool found_ = false;
};

bool same_element(const JsonElement& ours, const Json& theirs) {
  if (ours.type == JsonType::string) return theirs.is_string() && ours.equals(theirs.get<std::string>());
  return Json::parse(ours.raw) == theirs;
}

std::optional<std::int64_t> integer_of(const Json& number) {
  if (number.is_number_unsigned() && number.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
  return number.get<std::int64_t>();
}

bool same_value(const JsonValue& ours, const Json& theirs) {
  if (ours.type == JsonType::string) return theirs.is_string() && ours.text == theirs.get<std::string>();
  if (Json::parse(ours.text) != theirs) return false;
  if (theirs.is_number_integer()) return json_integer(ours.text) == integer_of(theirs);
  if (ours.type != JsonType::array) return true;
  JsonElements walk{ours.text};
  for (const Json& element : theirs) {
    const auto mine = walk.next();
    if (!mine || !same_element(*mine, element)) return false;
  }
  return !walk.next();
}

// nlohmann/json refuses a number outside the range of a double; RFC 8259 §6 leaves the range to the reader.
bool beyond_double(const std::string& text) {
  try {
    return Json::parse(text).is_discarded();
  } catch (const Json::out_of_range&) {
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

struct Counts {
  int accepted = 0;
  int refused = 0;
  int duplicates = 0;
};

void compare(const std::string& text, Counts& counts) {
  CAPTURE(text);
  if (beyond_double(text)) return;
  DuplicateFinder duplicates;
  const Json theirs = Json::parse(text, std::ref(duplicates), false);
  const Scanned ours{text};
  if (!ours.count) {
    // Out of range for a double is an error to nlohmann/json only; the texts made here contain no such
    // number.
    const bool duplicate = ours.count.error().code() == Errc::json_duplicate_member;
    REQUIRE((duplicate ? duplicates.found()
                       : theirs.is_discarded() || !theirs.is_object() || duplicates.found()));
    ++(duplicate ? counts.duplicates : counts.refused);
    return;
  }
  ++counts.accepted;
  REQUIRE(theirs.is_object());
  REQUIRE_FALSE(duplicates.found());
  REQUIRE(ours.object().size() == theirs.size());
  std::size_t i = 0;
  for (const auto& [name, value] : theirs.items()) {
    REQUIRE(ours.object().name(i) == name);
    REQUIRE(same_value(ours.object().value(i), value));
    ++i;
  }
}

}  // namespace

TEST_CASE("on random texts the scanner accepts what nlohmann/json does, with the same members and values") {
  constexpr std::uint32_t seed = 20'250'107;
  constexpr int rounds = 4'000;
  RandomText random{seed};
  Counts counts;
  for (int i = 0; i < rounds; ++i) {
    const std::string text = random.object(5);
    compare(text, counts);
    compare(random.damaged(text), counts);
  }
  MESSAGE("seed " << seed << ": " << counts.accepted << " accepted, " << counts.refused << " refused, "
                  << counts.duplicates << " with duplicates");
  CHECK(counts.accepted > rounds / 2);
  CHECK(counts.refused > rounds / 4);
  CHECK(counts.duplicates > 100);
}
