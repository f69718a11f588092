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
    Cursor at = find_object();
    if (at != nullptr) at = open(at);
    while (at != nullptr && depth_ != 0) at = step(at);
    if (at == nullptr) return false;
    at = skip_space(at);
    return at_end(at) || unexpected(at) != nullptr;
  }

  // In the innermost container: its end, or the next value with what stands before it.
  Cursor step(Cursor at) {
    const bool in_object = is_object_[depth_ - 1];
    at = skip_space(at);
    if (byte(at) == (in_object ? '}' : ']')) return close(at);
    if (!fresh_) {
      if (byte(at) != ',') return unexpected(at);
      at = skip_space(at + 1);
    }
    if (in_object) at = name(at);
    return at != nullptr ? value(at) : at;
  }

  Cursor open(Cursor at) noexcept {
    if (depth_ == is_object_.size()) return refuse(Errc::json_too_deep, offset(at));
    is_object_[depth_++] = byte(at) == '{';
    fresh_ = true;
    return at + 1;
  }

  Cursor close(Cursor at) noexcept {
    --depth_;
    if (depth_ == 1 && searching_) {
      found_.inside = text().substr(inside_at_, offset(at) - inside_at_);
      searching_ = false;
    }
    return end_of_value(at + 1);
  }

  Cursor name(Cursor at) noexcept {
    const Cursor quote = at;
    if (byte(at) != '"') return unexpected(at);
    Quoted quoted;
    at = string(at, quoted);
    if (at == nullptr) return at;
    if (depth_ == 1) {
      const DecodedString name{text().substr(quoted.at, quoted.size)};
      named_ = compare_texts(name, DecodedString{wanted_.name}) == 0;
      if (named_ && seen_) return refuse(Errc::json_duplicate_member, offset(quote));
      seen_ = seen_ || named_;
    }
    return colon(at);
  }

  Cursor value(Cursor at) {
    const auto type = json_type_of(byte(at));
    if (!type) return unexpected(at);
    if (depth_ == 1 && named_ && *type == JsonType::array) {
      searching_ = true;
      inside_at_ = offset(at) + 1;
    }
    if (depth_ == 2 && searching_) {
      if (found_.elements.size() == wanted_.most_elements) {
        return refuse(Errc::json_too_many_members, offset(at));
      }
      found_.elements.push_back(from(at));
    }
    if (*type == JsonType::object || *type == JsonType::array) return open(at);
    Quoted quoted;
    at = *type == JsonType::string   ? string(at, quoted)
         : *type == JsonType::number ? number(at)
                                     : literal(at);
    return at != nullptr ? end_of_value(at) : at;
  }

  Cursor end_of_value(Cursor at) noexcept {
    fresh_ = false;
    if (depth_ == 2 && searching_) {
      std::string_view& element = found_.elements.back();
      element = element.substr(0, static_cast<std::size_t>(at - element.data()));
    }
    return at;
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
