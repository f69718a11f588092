// The search for one array: a walk over the grammar alone, which remembers where values of depth two begin.
#include "json/found_array.hpp"

#include <array>
#include <cstring>

#include "core/limits_range.hpp"
#include "json/lexer.hpp"

namespace signet::inline v0::detail {
namespace {

class ArraySearch : JsonLexer {
 public:
  ArraySearch(std::string_view text, const WantedArray& wanted) noexcept : JsonLexer(text), wanted_(wanted) {}

  Result<FoundArray> run() {
    if (whole_text()) return std::move(found_);
    return error();
  }

 private:
  bool whole_text() {
    if (!find_object() || !open(true)) return false;
    while (depth_ != 0) {
      if (!step()) return false;
    }
    skip_space();
    return at_ == text_.size() || unexpected();
  }

  // In the innermost container: its end, or the next value with what stands before it.
  bool step() {
    const bool in_object = is_object_[depth_ - 1];
    skip_space();
    if (peek() == (in_object ? '}' : ']')) {
      close();
      return true;
    }
    if (!fresh_) {
      if (!take(',')) return false;
      skip_space();
    }
    return (!in_object || name()) && value();
  }

  bool open(bool object) noexcept {
    if (depth_ == is_object_.size()) return refuse(Errc::json_too_deep, at_);
    is_object_[depth_++] = object;
    fresh_ = true;
    ++at_;
    return true;
  }

  void close() noexcept {
    --depth_;
    if (depth_ == 1 && searching_) {
      found_.inside = text_.substr(inside_at_, at_ - inside_at_);
      searching_ = false;
    }
    ++at_;
    end_of_value();
  }

  bool name() noexcept {
    const std::size_t quote = at_;
    if (peek() != '"') return unexpected();
    Quoted quoted;
    if (!string(quoted)) return false;
    if (depth_ == 1) {
      const DecodedString text{text_.substr(quoted.at, quoted.size)};
      named_ = compare_texts(text, DecodedString{wanted_.name}) == 0;
      if (named_ && seen_) return refuse(Errc::json_duplicate_member, quote);
      seen_ = seen_ || named_;
    }
    skip_space();
    if (!take(':')) return false;
    skip_space();
    return true;
  }

  bool value() {
    const auto type = json_type_of(peek());
    if (!type) return unexpected();
    if (depth_ == 1 && named_ && *type == JsonType::array) {
      searching_ = true;
      inside_at_ = at_ + 1;
    }
    if (depth_ == 2 && searching_ && !begin_element()) return false;
    if (*type == JsonType::object || *type == JsonType::array) return open(*type == JsonType::object);
    Quoted quoted;
    const bool good = *type == JsonType::string   ? string(quoted)
                      : *type == JsonType::number ? number()
                                                  : literal();
    end_of_value();
    return good;
  }

  bool begin_element() {
    if (found_.elements.size() == wanted_.most_elements) return refuse(Errc::json_too_many_members, at_);
    found_.elements.push_back(text_.substr(at_));
    return true;
  }

  void end_of_value() noexcept {
    fresh_ = false;
    if (depth_ != 2 || !searching_) return;
    std::string_view& element = found_.elements.back();
    element = element.substr(0, static_cast<std::size_t>(text_.data() + at_ - element.data()));
  }

  const WantedArray& wanted_;
  FoundArray found_;
  std::size_t inside_at_ = 0;
  std::size_t depth_ = 0;   // how many of is_object_ are in use
  bool fresh_ = false;      // the innermost container has no value yet
  bool named_ = false;      // the member of the object itself that is being read has the wanted name
  bool seen_ = false;       // one had
  bool searching_ = false;  // inside the wanted array
  std::array<bool, 2 + max_depth> is_object_{};  // the object, its array, and what a scan of an element takes
};

}  // namespace

Result<FoundArray> FoundArray::find(std::string_view text, const WantedArray& wanted) {
  return ArraySearch{text, wanted}.run();
}

SecretBytes FoundArray::without_elements(std::string_view text) const {
  if (inside.empty()) return SecretBytes::copy_of(text);
  const auto before = static_cast<std::size_t>(inside.data() - text.data());
  const std::string_view after = text.substr(before + inside.size());
  SecretBytes rest{before + after.size()};
  std::byte* const bytes = rest.expose_writable().data();
  std::memcpy(bytes, text.data(), before);
  std::memcpy(bytes + before, after.data(), after.size());
  return rest;
}

}  // namespace signet::inline v0::detail
