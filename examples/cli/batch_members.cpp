// The members of one request line: see batch_members.hpp.
#include "batch_members.hpp"

#include <algorithm>
#include <string>

namespace signet_cli {
namespace {

using namespace signet;

constexpr auto npos = std::string_view::npos;
constexpr std::size_t most_members = 256;
constexpr Limits widest{.depth = 64};

// The offset behind the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  while (++at < text.size()) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return npos;
}

// The offset behind the array or object that begins at `at`; which bracket closes which is not looked at.
std::size_t end_of_nested(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_string(text, at);
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return npos;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  return text[at] == '"' ? end_of_string(text, at) : end_of_nested(text, at);
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_taken_out(JsonType type) {
  return type == JsonType::string || type == JsonType::array || type == JsonType::object;
}

// Of an array or object: whether its text is JSON, as far as a scan of 64 KiB and 64 levels can tell.
bool is_json(std::string_view nested) {
  const auto scanned = ScannedObject::around(nested, widest);
  if (scanned) return true;
  const Errc code = scanned.error().code();
  return code != Errc::json_malformed && code != Errc::utf8_invalid;
}

std::string_view stand_in(char first) { return first == '"' ? "\"\"" : first == '[' ? "[]" : "{}"; }

}  // namespace

bool RequestMembers::take_out(std::string_view raw) {
  if (taken_.size() == most_members) return false;
  if (raw.front() != '"') {
    taken_.push_back({raw, {}});
    return is_json(raw);
  }
  auto decoded = decode_string(raw);
  if (!decoded) return false;
  taken_.push_back({raw, *std::move(decoded)});
  return true;
}

std::optional<RequestMembers> RequestMembers::of(std::string_view line) {
  RequestMembers members;
  std::string outline;  // names, numbers and punctuation: no secrets
  char last = ' ';      // before `at`, white space left out
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    const bool begins_value = last == ':' && (c == '"' || c == '[' || c == '{');
    if (is_space(c)) {
      if (!outline.ends_with(' ')) outline += ' ';  // one parts tokens as well as many
      ++at;
      continue;
    }
    last = c;
    if (begins_value) {
      const std::size_t end = end_of_value(line, at);
      if (end == npos || !members.take_out(line.substr(at, end - at))) return std::nullopt;
      outline += stand_in(c);
      at = end;
      continue;
    }
    const std::size_t end = c == '"' ? end_of_string(line, at) : at + 1;
    if (end == npos) return std::nullopt;
    outline += line.substr(at, end - at);
    at = end;
  }
  auto scanned = ScannedObject::of(outline);
  if (!scanned) return std::nullopt;
  members.outline_ = *std::move(scanned);
  return members;
}

std::optional<RequestValue> RequestMembers::find(std::string_view name) const {
  const JsonObject members = outline_.members();
  std::size_t taken = 0;  // how many values before this one were taken out
  for (std::size_t i = 0; i < members.size(); ++i) {
    const JsonValue value = members.value(i);
    const bool out = is_taken_out(value.type);
    if (members.name(i) == name) {
      if (!out) return RequestValue{value.type, value.text, {}};
      return RequestValue{value.type, taken_[taken].raw, taken_[taken].decoded.expose_text()};
    }
    taken += out ? 1 : 0;
  }
  return std::nullopt;
}

}  // namespace signet_cli
