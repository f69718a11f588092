// Reads the configuration file with nlohmann/json; the one file of the servers that includes it.
#include "common/config_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace signet::example {
namespace {

constexpr std::size_t most_bytes = 65'536;

Stop refused(const std::string& path, const std::string& why) {
  return {exit_usage, "configuration file " + path + ": " + why};
}

/// nlohmann keeps the last of two equal members; a file that says two things is a mistake we name.
class DuplicateKeys {
 public:
  bool operator()(int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    if (depth > 2) too_deep_ = true;
    if (event == nlohmann::json::parse_event_t::key && depth == 1) {
      if (!seen_.insert(parsed.get<std::string>()).second && twice_.empty())
        twice_ = parsed.get<std::string>();
    }
    return !too_deep_;
  }
  const std::string& twice() const { return twice_; }
  bool too_deep() const { return too_deep_; }

 private:
  std::set<std::string> seen_;
  std::string twice_;
  bool too_deep_ = false;
};

/// @return whether `value` has a form that an option can take
bool describe(const nlohmann::json& value, ConfigMember& member) {
  if (value.is_string()) {
    member.kind = OptionKind::text;
    member.text = value.get<std::string>();
  } else if (value.is_number_integer()) {
    member.kind = OptionKind::number;
    member.text = value.dump();
  } else if (value.is_boolean()) {
    member.kind = OptionKind::truth;
    member.text = value.dump();
  } else if (value.is_array()) {
    member.kind = OptionKind::list;
    for (const auto& element : value) {
      if (!element.is_string() || element.get_ref<const std::string&>().find(',') != std::string::npos) {
        return false;
      }
      member.text += (member.text.empty() ? "" : ",") + element.get<std::string>();
    }
  } else {
    return false;
  }
  return true;
}

}  // namespace

const ConfigForm json_config{.read = read_config_file, .name = "one JSON object"};

Start<std::vector<ConfigMember>> read_config_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return refused(path, std::string{"cannot be read ("} + std::strerror(errno) + ")");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return refused(path, "cannot be read; is it a folder?");
  if (text.size() > most_bytes) return refused(path, "is longer than 64 KiB");

  DuplicateKeys keys;
  const auto json = nlohmann::json::parse(text, std::ref(keys), false);
  if (keys.too_deep()) return refused(path, "only texts, numbers, true, false and arrays of texts are taken");
  if (json.is_discarded()) return refused(path, "is not JSON (RFC 8259); try: jq . " + path);
  if (!json.is_object()) return refused(path, "must be one JSON object");
  if (!keys.twice().empty()) return refused(path, "names \"" + keys.twice() + "\" twice; keep one");

  std::vector<ConfigMember> members;
  for (const auto& [key, value] : json.items()) {
    ConfigMember member{key, OptionKind::text, {}};
    if (!describe(value, member)) {
      return refused(path,
                     "\"" + key + "\" must be a text, a whole number, true, false or an array of texts");
    }
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace signet::example
