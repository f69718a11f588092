// The strict scan of one JSON object: one pass, a small explicit stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/utf8_sequence.hpp"
#include "json/open_names.hpp"
#include "json/text.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = 65'535;  // offsets are 16 bits wide
constexpr std::size_t max_depth = 64;     // of Limits::depth

// The bytes that stand for themselves in a string: ASCII without control characters, quote and backslash.
constexpr auto plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

using Quoted = detail::OpenNames::Place;  // a string just read

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

class Scanner {
 public:
  Scanner(std::span<char> text, std::span<JsonMember> index, const Limits& limits) noexcept
      : text_(text),
        index_(index),
        depth_limit_(std::min(limits.depth, max_depth)),
        member_limit_(std::min({limits.members, detail::OpenNames::capacity, index.size()})) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return listed_;
    return Error::at(error_, error_at_);
  }

 private:
  bool whole_text() noexcept;
  bool begin() noexcept;
  bool step() noexcept;
  bool open(bool object) noexcept;
  void close() noexcept;
  bool name() noexcept;
  bool value() noexcept;
  bool string(Quoted& quoted) noexcept;
  bool escape() noexcept;
  bool code_unit(std::uint32_t& unit) noexcept;
  bool number() noexcept;
  bool digits() noexcept;
  bool literal() noexcept;

  void decode(Quoted& quoted) noexcept;

  std::string_view view(std::size_t at, std::size_t size) const noexcept { return {text_.data() + at, size}; }
  // NUL, which no rule accepts, stands for the end of the text.
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char expected) noexcept {
    if (peek() != expected) return unexpected();
    ++at_;
    return true;
  }
  template <class Predicate>
  void skip_while(Predicate holds) noexcept {
    at_ = static_cast<std::size_t>(
        std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), holds) -
        text_.begin());
  }
  void skip_space() noexcept {
    while (detail::is_json_space(peek())) ++at_;
  }
  std::size_t sequence_length() const noexcept {
    return detail::utf8_sequence_length(view(at_, text_.size() - at_));
  }
  bool refuse(Errc code, std::size_t at) noexcept {
    error_ = code;
    error_at_ = at;
    return false;
  }
  bool unexpected() noexcept {
    const bool utf8 = at_ == text_.size() || sequence_length() != 0;
    return refuse(utf8 ? Errc::json_malformed : Errc::utf8_invalid, at_);
  }

  std::span<char> text_;
  std::span<JsonMember> index_;
  std::size_t depth_limit_;
  std::size_t member_limit_;
  std::size_t at_ = 0;
  std::size_t listed_ = 0;   // members of the object itself
  std::size_t members_ = 0;  // of all objects
  std::size_t depth_ = 0;    // how many of frames_ are in use
  bool fresh_ = false;       // the innermost container has no value yet
  Errc error_ = Errc::json_malformed;
  std::size_t error_at_ = 0;
  std::array<Frame, max_depth> frames_;  // not filled in advance
  detail::OpenNames names_;
};

bool Scanner::whole_text() noexcept {
  if (!begin()) return false;
  while (depth_ != 0) {
    if (!step()) return false;
  }
  skip_space();
  return at_ == text_.size() || unexpected();
}

bool Scanner::begin() noexcept {
  if (text_.size() > max_text) return refuse(Errc::json_too_large, max_text);
  // RFC 8259 §8.1 lets parsers ignore the mark; two spellings of one header or claims set are one too many.
  if (view(0, text_.size()).starts_with("\xef\xbb\xbf")) return refuse(Errc::utf8_invalid, 0);
  skip_space();
  const auto type = detail::json_type_of(peek());
  if (!type) return unexpected();
  if (*type != JsonType::object) return refuse(Errc::json_not_object, at_);
  return open(true);
}

// In the innermost container: its end, or the next value with what stands before it.
bool Scanner::step() noexcept {
  const bool in_object = frames_[depth_ - 1].is_object;
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

bool Scanner::open(bool object) noexcept {
  if (depth_ == depth_limit_) return refuse(Errc::json_too_deep, at_);
  frames_[depth_++] = {names_.mark(), object};
  fresh_ = true;
  ++at_;
  return true;
}

void Scanner::close() noexcept {
  ++at_;
  fresh_ = false;
  names_.close(frames_[--depth_].names_mark);
  if (depth_ != 1) return;
  JsonMember& member = index_[listed_ - 1];
  member.value_size = static_cast<std::uint16_t>(at_ - member.value_at);
}

bool Scanner::name() noexcept {
  const std::size_t quote = at_;
  if (peek() != '"') return unexpected();
  if (members_ == member_limit_) return refuse(Errc::json_too_many_members, quote);
  Quoted quoted;
  if (!string(quoted)) return false;
  if (depth_ == 1) {
    decode(quoted);
    index_[listed_++] = {.name_at = static_cast<std::uint16_t>(quoted.at),
                         .name_size = static_cast<std::uint16_t>(quoted.size),
                         .value_at = 0,
                         .value_size = 0,
                         .type = JsonType::null};
  }
  if (!names_.add(text_.data(), quoted, frames_[depth_ - 1].names_mark)) {
    return refuse(Errc::json_duplicate_member, quote);
  }
  ++members_;
  skip_space();
  if (!take(':')) return false;
  skip_space();
  return true;
}

bool Scanner::value() noexcept {
  const auto type = detail::json_type_of(peek());
  if (!type) return unexpected();
  JsonMember unlisted;
  JsonMember& member = depth_ == 1 ? index_[listed_ - 1] : unlisted;
  member.type = *type;
  member.value_at = static_cast<std::uint16_t>(at_);
  if (*type == JsonType::object || *type == JsonType::array) return open(*type == JsonType::object);
  fresh_ = false;
  if (*type == JsonType::string) {
    Quoted quoted;
    if (!string(quoted)) return false;
    if (depth_ == 1) decode(quoted);
    member.value_at = static_cast<std::uint16_t>(quoted.at);
    member.value_size = static_cast<std::uint16_t>(quoted.size);
    return true;
  }
  const bool good = *type == JsonType::number ? number() : literal();
  member.value_size = static_cast<std::uint16_t>(at_ - member.value_at);
  return good;
}

bool Scanner::string(Quoted& quoted) noexcept {
  quoted = {.at = ++at_, .size = 0, .escaped = false};
  for (;;) {
    skip_while([](char c) { return plain_bytes[static_cast<std::uint8_t>(c)]; });
    const char c = peek();
    if (c == '"') break;
    if (c == '\\') {
      quoted.escaped = true;
      if (!escape()) return false;
      continue;
    }
    // A control character, the end of the text, or a sequence of several bytes.
    const std::size_t length = static_cast<std::uint8_t>(c) < 0x80 ? 0 : sequence_length();
    if (length == 0) return unexpected();
    at_ += length;
  }
  quoted.size = at_++ - quoted.at;
  return true;
}

bool Scanner::escape() noexcept {
  const std::size_t backslash = at_++;
  if (peek() != 'u') {
    if (detail::unescaped(peek()) == '\0') return unexpected();
    ++at_;
    return true;
  }
  std::uint32_t unit = 0;
  if (!code_unit(unit)) return false;
  if (detail::is_low_surrogate(unit)) return refuse(Errc::json_malformed, backslash);
  if (!detail::is_high_surrogate(unit)) return true;
  const bool paired = view(at_, text_.size() - at_).starts_with("\\u");
  if (!paired) return refuse(Errc::json_malformed, backslash);
  ++at_;
  if (!code_unit(unit)) return false;
  return detail::is_low_surrogate(unit) || refuse(Errc::json_malformed, backslash);
}

// The four digits behind the u at at_.
bool Scanner::code_unit(std::uint32_t& unit) noexcept {
  ++at_;
  unit = 0;
  for (const std::size_t end = at_ + 4; at_ < end; ++at_) {
    const std::uint32_t digit = detail::hex_value(peek());
    if (digit > 15) return unexpected();
    unit = unit << 4 | digit;
  }
  return true;
}

bool Scanner::number() noexcept {
  if (peek() == '-') ++at_;
  if (peek() == '0') {
    ++at_;  // and no further digit: RFC 8259 §6 has no leading zeros
  } else if (!digits()) {
    return false;
  }
  if (peek() == '.') {
    ++at_;
    if (!digits()) return false;
  }
  if (peek() != 'e' && peek() != 'E') return true;
  ++at_;
  if (peek() == '+' || peek() == '-') ++at_;
  return digits();
}

// One digit or more.
bool Scanner::digits() noexcept {
  if (!detail::is_digit(peek())) return unexpected();
  skip_while(detail::is_digit);
  return true;
}

bool Scanner::literal() noexcept {
  const std::string_view letters = peek() == 't' ? "true" : peek() == 'f' ? "false" : "null";
  return std::ranges::all_of(letters, [this](char letter) { return take(letter); });
}

void Scanner::decode(Quoted& quoted) noexcept {
  if (!quoted.escaped) return;
  detail::DecodedString decoded{view(quoted.at, quoted.size)};
  quoted.size = 0;
  quoted.escaped = false;
  while (const auto byte = decoded.next()) text_[quoted.at + quoted.size++] = *byte;
}

}  // namespace

Result<std::size_t> scan_object(std::span<char> text, std::span<JsonMember> index,
                                const Limits& limits) noexcept {
  return Scanner{text, index, limits}.run();
}

}  // namespace signet::inline v0
