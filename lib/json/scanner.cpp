// The strict scan of one JSON object: one pass, a small explicit stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/utf8_sequence.hpp"
#include "json/open_names.hpp"
#include "json/plain_run.hpp"
#include "json/text.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = 65'535;  // offsets are 16 bits wide
constexpr std::size_t max_depth = 64;     // of Limits::depth

using Quoted = detail::OpenNames::Place;  // a string just read

// Where the next byte of the text is. Functions take one and give the one behind what they read, so that it
// stays in a register; null is a refusal, of which error_ says why.
using Cursor = const char*;

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

class Scanner {
 public:
  Scanner(std::span<char> text, std::span<JsonMember> index, const Limits& limits) noexcept
      : text_(text.data()),
        end_(text.data() + text.size()),
        index_(index),
        depth_limit_(std::min(limits.depth, max_depth)),
        member_limit_(std::min({limits.members, detail::OpenNames::capacity, index.size()})) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return listed_;
    return Error::at(error_, error_at_);
  }

 private:
  bool whole_text() noexcept;
  Cursor begin() noexcept;
  Cursor members(Cursor at) noexcept;
  Cursor member(Cursor at) noexcept;
  Cursor name(Cursor at, Quoted& quoted, std::uint64_t& head) noexcept;
  Cursor colon(Cursor at) noexcept;
  Cursor listed_value(Cursor at, JsonMember& member) noexcept;
  Cursor container(Cursor at) noexcept;
  Cursor step(Cursor at) noexcept;
  Cursor open(Cursor at) noexcept;
  Cursor close(Cursor at) noexcept;
  Cursor string(Cursor at, Quoted& quoted) noexcept;
  Cursor unusual_string(Cursor first, Cursor at, Quoted& quoted) noexcept;
  Cursor escape(Cursor at) noexcept;
  Cursor code_unit(Cursor at, std::uint32_t& unit) noexcept;
  Cursor number(Cursor at) noexcept;
  Cursor digits(Cursor at) noexcept;
  Cursor literal(Cursor at) noexcept;

  void decode(Quoted& quoted) noexcept;

  std::size_t offset(Cursor at) const noexcept { return static_cast<std::size_t>(at - text_); }
  std::string_view from(Cursor at) const noexcept { return {at, static_cast<std::size_t>(end_ - at)}; }
  // NUL, which no rule accepts, stands for the end of the text.
  char byte(Cursor at) const noexcept { return at != end_ ? *at : '\0'; }
  Cursor skip_space(Cursor at) const noexcept {
    while (detail::is_json_space(byte(at))) ++at;
    return at;
  }

  Cursor refuse(Errc code, std::size_t at) noexcept {
    error_ = code;
    error_at_ = at;
    return nullptr;
  }
  Cursor unexpected(Cursor at) noexcept {
    const bool utf8 = at == end_ || detail::utf8_sequence_length(from(at)) != 0;
    return refuse(utf8 ? Errc::json_malformed : Errc::utf8_invalid, offset(at));
  }

  char* text_;
  Cursor end_;
  std::span<JsonMember> index_;
  std::size_t depth_limit_;
  std::size_t member_limit_;
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
  Cursor at = begin();
  if (at != nullptr) at = members(at);
  if (at == nullptr) return false;
  at = skip_space(at);
  return at == end_ || unexpected(at) != nullptr;
}

Cursor Scanner::begin() noexcept {
  const std::string_view text = from(text_);
  if (text.size() > max_text) return refuse(Errc::json_too_large, max_text);
  // RFC 8259 §8.1 lets parsers ignore the mark; two spellings of one header or claims set are one too many.
  if (text.starts_with("\xef\xbb\xbf")) return refuse(Errc::utf8_invalid, 0);
  const Cursor at = skip_space(text_);
  const auto type = detail::json_type_of(byte(at));
  if (!type) return unexpected(at);
  if (*type != JsonType::object) return refuse(Errc::json_not_object, offset(at));
  return open(at);
}

// Of the object itself, from behind its brace.
Cursor Scanner::members(Cursor at) noexcept {
  at = skip_space(at);
  if (byte(at) == '}') return at + 1;
  for (;;) {
    at = member(at);
    if (at == nullptr) return at;
    at = skip_space(at);
    if (byte(at) == '}') return at + 1;
    if (byte(at) != ',') return unexpected(at);
    at = skip_space(at + 1);
  }
}

inline Cursor Scanner::member(Cursor at) noexcept {
  Quoted quoted;
  std::uint64_t head = 0;
  at = name(at, quoted, head);
  if (at == nullptr) return at;
  JsonMember& member = index_[listed_++];
  member.name_head = static_cast<std::uint32_t>(head);
  member.name_at = static_cast<std::uint16_t>(quoted.at);
  member.name_size = static_cast<std::uint16_t>(quoted.size);
  at = colon(at);
  return at != nullptr ? listed_value(at, member) : at;
}

// Reads it, and takes it into the names of the innermost object.
inline Cursor Scanner::name(Cursor at, Quoted& quoted, std::uint64_t& head) noexcept {
  const Cursor quote = at;
  if (byte(at) != '"') return unexpected(at);
  if (members_ == member_limit_) return refuse(Errc::json_too_many_members, offset(quote));
  at = string(at, quoted);
  if (at == nullptr) return at;
  if (depth_ == 1) decode(quoted);
  head = detail::OpenNames::head_of({text_, offset(end_)}, quoted);
  if (!names_.add(text_, quoted, head, frames_[depth_ - 1].names_mark)) {
    return refuse(Errc::json_duplicate_member, offset(quote));
  }
  ++members_;
  return at;
}

inline Cursor Scanner::colon(Cursor at) noexcept {
  at = skip_space(at);
  return byte(at) == ':' ? skip_space(at + 1) : unexpected(at);
}

inline Cursor Scanner::listed_value(Cursor at, JsonMember& member) noexcept {
  const auto type = detail::json_type_of(byte(at));
  if (!type) return unexpected(at);
  member.type = *type;
  if (*type == JsonType::string) {
    Quoted quoted;
    at = string(at, quoted);
    if (at == nullptr) return at;
    decode(quoted);
    member.value_at = static_cast<std::uint16_t>(quoted.at);
    member.value_size = static_cast<std::uint16_t>(quoted.size);
    return at;
  }
  const Cursor behind = *type == JsonType::number                               ? number(at)
                        : *type == JsonType::object || *type == JsonType::array ? container(at)
                                                                                : literal(at);
  member.value_at = static_cast<std::uint16_t>(offset(at));
  if (behind != nullptr) member.value_size = static_cast<std::uint16_t>(behind - at);
  return behind;
}

// A value of the object itself that holds others.
Cursor Scanner::container(Cursor at) noexcept {
  at = open(at);
  while (at != nullptr && depth_ != 1) at = step(at);
  return at;
}

// In the innermost container: its end, or the next value with what stands before it.
Cursor Scanner::step(Cursor at) noexcept {
  const bool in_object = frames_[depth_ - 1].is_object;
  at = skip_space(at);
  if (byte(at) == (in_object ? '}' : ']')) return close(at);
  if (!fresh_) {
    if (byte(at) != ',') return unexpected(at);
    at = skip_space(at + 1);
  }
  Quoted quoted;
  if (in_object) {
    std::uint64_t head = 0;
    at = name(at, quoted, head);
    if (at != nullptr) at = colon(at);
    if (at == nullptr) return at;
  }
  const auto type = detail::json_type_of(byte(at));
  if (!type) return unexpected(at);
  if (*type == JsonType::object || *type == JsonType::array) return open(at);
  fresh_ = false;
  if (*type == JsonType::string) return string(at, quoted);
  return *type == JsonType::number ? number(at) : literal(at);
}

Cursor Scanner::open(Cursor at) noexcept {
  if (depth_ == depth_limit_) return refuse(Errc::json_too_deep, offset(at));
  frames_[depth_++] = {names_.mark(), byte(at) == '{'};
  fresh_ = true;
  return at + 1;
}

Cursor Scanner::close(Cursor at) noexcept {
  fresh_ = false;
  names_.close(frames_[--depth_].names_mark);
  return at + 1;
}

// `at` is its first quote.
inline Cursor Scanner::string(Cursor at, Quoted& quoted) noexcept {
  const Cursor first = at + 1;
  const Cursor last = first + detail::plain_run(from(first));
  if (byte(last) != '"') return unusual_string(first, last, quoted);
  quoted = {.at = offset(first), .size = static_cast<std::size_t>(last - first), .escaped = false};
  return last + 1;
}

// The rest of a string, at `at` the first byte that does not stand for itself.
Cursor Scanner::unusual_string(Cursor first, Cursor at, Quoted& quoted) noexcept {
  bool escaped = false;
  while (byte(at) != '"') {
    if (byte(at) == '\\') {
      escaped = true;
      at = escape(at);
      if (at == nullptr) return at;
    } else {
      // A control character, the end of the text, or a sequence of several bytes.
      const bool ascii = static_cast<std::uint8_t>(byte(at)) < 0x80;
      const std::size_t length = ascii ? 0 : detail::utf8_sequence_length(from(at));
      if (length == 0) return unexpected(at);
      at += length;
    }
    at += detail::plain_run(from(at));
  }
  quoted = {.at = offset(first), .size = static_cast<std::size_t>(at - first), .escaped = escaped};
  return at + 1;
}

Cursor Scanner::escape(Cursor at) noexcept {
  const std::size_t backslash = offset(at);
  ++at;
  if (byte(at) != 'u') return detail::unescaped(byte(at)) != '\0' ? at + 1 : unexpected(at);
  std::uint32_t unit = 0;
  at = code_unit(at, unit);
  if (at == nullptr) return at;
  if (detail::is_low_surrogate(unit)) return refuse(Errc::json_malformed, backslash);
  if (!detail::is_high_surrogate(unit)) return at;
  if (!from(at).starts_with("\\u")) return refuse(Errc::json_malformed, backslash);
  at = code_unit(at + 1, unit);
  if (at == nullptr) return at;
  return detail::is_low_surrogate(unit) ? at : refuse(Errc::json_malformed, backslash);
}

// The four digits behind the u at `at`.
Cursor Scanner::code_unit(Cursor at, std::uint32_t& unit) noexcept {
  ++at;
  unit = 0;
  for (int i = 0; i < 4; ++i, ++at) {
    const std::uint32_t digit = detail::hex_value(byte(at));
    if (digit > 15) return unexpected(at);
    unit = unit << 4 | digit;
  }
  return at;
}

Cursor Scanner::number(Cursor at) noexcept {
  if (byte(at) == '-') ++at;
  at = byte(at) == '0' ? at + 1 : digits(at);  // RFC 8259 §6: no digit follows a leading zero
  if (at != nullptr && byte(at) == '.') at = digits(at + 1);
  if (at == nullptr || (byte(at) != 'e' && byte(at) != 'E')) return at;
  ++at;
  if (byte(at) == '+' || byte(at) == '-') ++at;
  return digits(at);
}

// One digit or more.
Cursor Scanner::digits(Cursor at) noexcept {
  if (!detail::is_digit(byte(at))) return unexpected(at);
  do ++at;
  while (detail::is_digit(byte(at)));
  return at;
}

Cursor Scanner::literal(Cursor at) noexcept {
  const std::string_view letters = byte(at) == 't' ? "true" : byte(at) == 'f' ? "false" : "null";
  for (const char letter : letters) {
    if (byte(at) != letter) return unexpected(at);
    ++at;
  }
  return at;
}

void Scanner::decode(Quoted& quoted) noexcept {
  if (!quoted.escaped) return;
  detail::DecodedString decoded{{text_ + quoted.at, quoted.size}};
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
