// Reads YAML as a stream of events by yaml-cpp, so that no tree is built and no alias is ever followed.
#include "refresh_server/yaml_members.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

namespace signet::example {
namespace {

constexpr std::size_t most_levels = 4;
constexpr std::size_t longest_path = 200;

std::string at_line(const YAML::Mark& mark) { return "line " + std::to_string(mark.line + 1); }

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// yaml-cpp marks a scalar without quotes by the tag "?".
OptionKind kind_of(const std::string& tag, const std::string& text) {
  if (tag != "?") return OptionKind::text;
  if (text == "true" || text == "false") return OptionKind::truth;
  return is_number(text) ? OptionKind::number : OptionKind::text;
}

/// Turns events into members. After the first refusal the rest of the document is only let pass.
class Flattener final : public YAML::EventHandler {
 public:
  const std::string& refusal() const noexcept { return refusal_; }
  std::vector<ConfigMember> take() { return std::move(members_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "begins a second document; keep one");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    if (levels_.empty()) return;  // an empty file
    if (!key_) return refuse(mark, "has a key that is empty");
    refuse(key_mark_, path() + " has no value");  // `mark` is where the next key stands
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { refuse_marks(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (anchor != 0 || (tag != "?" && tag != "!")) return refuse_marks(mark);
    if (levels_.empty()) return refuse(mark, "holds no mapping of keys to values");
    if (list_) return add_element(mark, value);
    if (!key_) return begin_key(mark, value);
    members_.push_back({path(), kind_of(tag, value), value});
    key_.reset();
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    if (anchor != 0 || tag != "?") return refuse_marks(mark);
    if (!key_ || list_) return refuse(mark, "has a list where none belongs");
    list_ = true;
    members_.push_back({path(), OptionKind::list, {}});
  }
  void OnSequenceEnd() override {
    list_ = false;
    key_.reset();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    if (anchor != 0 || tag != "?") return refuse_marks(mark);
    if (list_ || (!levels_.empty() && !key_) || levels_.size() == most_levels) {
      return refuse(mark, "has a mapping where none belongs");
    }
    levels_.push_back(key_.value_or(""));
    key_.reset();
  }
  void OnMapEnd() override {
    if (!refusal_.empty()) return;
    levels_.pop_back();
    key_.reset();
  }

 private:
  void refuse(const YAML::Mark& mark, const std::string& why) {
    if (refusal_.empty()) refusal_ = at_line(mark) + " " + why;
  }
  void refuse_marks(const YAML::Mark& mark) {
    refuse(mark, "has an anchor, an alias or a tag; write the value itself");
  }
  std::string path() const {
    std::string joined;
    for (const std::string& level : levels_) joined += level.empty() ? "" : level + ".";
    return joined + key_.value_or("");
  }
  void begin_key(const YAML::Mark& mark, const std::string& key) {
    key_ = key;
    key_mark_ = mark;
    if (key.empty() || key.find('.') != std::string::npos || path().size() > longest_path) {
      return refuse(mark, "has a key that is none here");
    }
    if (!seen_.insert(path()).second) refuse(mark, "names " + path() + " twice; keep one");
  }
  void add_element(const YAML::Mark& mark, const std::string& value) {
    const bool plain = !value.empty() && std::ranges::none_of(value, [](char c) {
      return c == ',' || static_cast<unsigned char>(c) < ' ';
    });
    if (!plain) return refuse(mark, "has an element of " + path() + " that is empty or has a comma");
    std::string& text = members_.back().text;
    text += (text.empty() ? "" : ",") + value;
  }

  std::vector<ConfigMember> members_;
  std::vector<std::string> levels_;  // the keys of the mappings that are open; the outermost has none
  std::optional<std::string> key_;   // read, its value is next
  YAML::Mark key_mark_;
  bool list_ = false;
  std::set<std::string> seen_;
  std::string refusal_;
  int documents_ = 0;
};

}  // namespace

Start<std::vector<ConfigMember>> read_yaml(const std::string& text) {
  Flattener flattener;
  try {
    // yaml-cpp takes a quote that is still open at the end of the text, and refuses one at a document's end.
    std::istringstream in{text + "\n...\n"};
    YAML::Parser parser{in};
    while (flattener.refusal().empty() && parser.HandleNextDocument(flattener)) {
    }
  } catch (const YAML::Exception& error) {  // its text may repeat what stands in the file
    return Stop{exit_usage, at_line(error.mark) + " is not YAML"};
  }
  if (!flattener.refusal().empty()) return Stop{exit_usage, flattener.refusal()};
  return flattener.take();
}

}  // namespace signet::example
