// The strict scan of one JSON object: one pass, a small explicit stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>

#include "core/limits_range.hpp"
#include "json/lexer.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = 65'535;  // offsets are 16 bits wide

using Lexer = detail::JsonLexer;
using Specials = detail::SpecialBytes;

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

class Scanner : Lexer {
 public:
  Scanner(std::span<char> text, std::span<JsonMember> index, const Limits& limits) noexcept
      : JsonLexer({text.data(), text.size()}),
        bytes_(text.data()),
        index_(index),
        depth_limit_(limits.depth),
        room_(std::min(limits.members, index.size())) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return names_.mark();
    return error();
  }

 private:
  bool whole_text() noexcept;
  Cursor members(Cursor at) noexcept;
  bool plain_name(std::size_t& at, JsonMember& member, Specials& specials) noexcept;
  bool plain_value(std::size_t& at, JsonMember& member, Specials& specials) noexcept;
  Cursor listed_name(Cursor at, JsonMember& member) noexcept;
  Cursor listed_value(Cursor at, JsonMember& member) noexcept;
  Cursor nested_name(Cursor at) noexcept;
  bool may_be_name(Cursor at) noexcept;
  Cursor container(Cursor at) noexcept;
  Cursor step(Cursor at) noexcept;
  Cursor open(Cursor at) noexcept;
  Cursor close(Cursor at) noexcept;
  void decode(Quoted& quoted) noexcept;

  char* bytes_;  // the same text, to be written to
  std::span<JsonMember> index_;
  std::size_t depth_limit_;
  std::size_t room_;                             // for the names of open objects
  std::size_t depth_ = 0;                        // how many of frames_ are in use
  bool fresh_ = false;                           // the innermost container has no value yet
  std::array<Frame, detail::max_depth> frames_;  // not filled in advance
  detail::OpenNames names_;
};

bool Scanner::whole_text() noexcept {
  if (text().size() > max_text) return refuse(Errc::json_too_large, max_text) != nullptr;
  Cursor at = find_object();
  if (at != nullptr) at = open(at);
  if (at != nullptr) at = members(at);
  if (at == nullptr) return false;
  at = skip_space(at);
  return at_end(at) || unexpected(at) != nullptr;
}

// Of the object itself, from behind its brace. What is plain of a member is read here and now; the rest is
// left to the functions that read all there are, from its begin on.
Lexer::Cursor Scanner::members(Cursor first) noexcept {
  first = skip_space(first);
  if (byte(first) == '}') return first + 1;
  if (byte(first) != '"') return unexpected(first);
  Specials specials{text()};
  std::size_t at = offset(first);
  for (;;) {
    if (names_.mark() == room_) return refuse(Errc::json_too_many_members, at);
    JsonMember& member = index_[names_.mark()];
    if (!plain_name(at, member, specials)) [[unlikely]] {
      const Cursor value = listed_name(bytes_ + at, member);
      if (value == nullptr) return value;
      at = offset(value);
      specials.seek(at);
    }
    if (!plain_value(at, member, specials)) [[unlikely]] {
      const Cursor behind = listed_value(bytes_ + at, member);
      if (behind == nullptr) return behind;
      at = offset(behind);
      specials.seek(at);
    }
    if (specials.text_at(at) == ',' && specials.text_at(at + 1) == '"') {
      ++at;
      continue;
    }
    Cursor next = skip_space(bytes_ + at);
    if (byte(next) == '}') return next + 1;
    if (byte(next) != ',') return unexpected(next);
    next = skip_space(next + 1);
    if (byte(next) != '"') return unexpected(next);
    at = offset(next);
    specials.seek(at);  // behind line ends, which are special
  }
}

// `"name":`, if there is nothing special in the name and it is new; else nothing has happened.
inline bool Scanner::plain_name(std::size_t& at, JsonMember& member, Specials& specials) noexcept {
  const std::string_view text = specials.text();
  const std::size_t begin = at + 1;
  specials.pass();
  const std::size_t end = specials.next(begin);
  if (end + 2 >= text.size() || text[end] != '"' || text[end + 1] != ':') return false;
  if (begin + 8 > text.size()) return false;  // for head_of_plain
  const std::size_t size = end - begin;
  const std::uint64_t head = detail::OpenNames::head_of_plain(text.data() + begin, size);
  member.name_head = static_cast<std::uint32_t>(head);
  member.name_at = static_cast<std::uint16_t>(begin);
  member.name_size = static_cast<std::uint16_t>(size);
  if (!names_.add(bytes_, {.at = begin, .size = size, .escaped = false}, head, 0)) return false;
  at = end + 2;
  return true;
}

// A string with nothing special in it or an integer, with one space before it at most; else nothing has
// happened.
inline bool Scanner::plain_value(std::size_t& at, JsonMember& member, Specials& specials) noexcept {
  const std::string_view text = specials.text();
  std::size_t begin = at;
  if (specials.text_at(begin) == ' ') ++begin;
  if (specials.text_at(begin) != '"') {
    const std::size_t end = begin + detail::leading_digits(text.substr(begin));
    const char behind = specials.text_at(end);
    if (end == begin || text[begin] == '0' || (behind != ',' && behind != '}')) return false;
    member.type = JsonType::number;
    member.value_at = static_cast<std::uint16_t>(begin);
    member.value_size = static_cast<std::uint16_t>(end - begin);
    at = end;
    return true;
  }
  ++begin;
  specials.pass();
  const std::size_t end = specials.next(begin);
  if (specials.text_at(end) != '"') return false;
  member.type = JsonType::string;
  member.value_at = static_cast<std::uint16_t>(begin);
  member.value_size = static_cast<std::uint16_t>(end - begin);
  at = end + 1;
  return true;
}

// Any name of the object itself, and the colon.
Lexer::Cursor Scanner::listed_name(Cursor at, JsonMember& member) noexcept {
  const Cursor quote = at;
  Quoted quoted;
  at = string(at, quoted);
  if (at == nullptr) return at;
  decode(quoted);
  const std::uint64_t head = detail::OpenNames::head_of(text(), quoted);
  member.name_head = static_cast<std::uint32_t>(head);
  member.name_at = static_cast<std::uint16_t>(quoted.at);
  member.name_size = static_cast<std::uint16_t>(quoted.size);
  if (!names_.add(bytes_, quoted, head, 0)) return refuse(Errc::json_duplicate_member, offset(quote));
  return colon(at);
}

// Any value of the object itself, and white space before it.
Lexer::Cursor Scanner::listed_value(Cursor at, JsonMember& member) noexcept {
  at = skip_space(at);
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
  if (behind == nullptr) return behind;
  member.value_at = static_cast<std::uint16_t>(offset(at));
  member.value_size = static_cast<std::uint16_t>(behind - at);
  return behind;
}

// Reads it, and takes it into the names of the innermost object.
Lexer::Cursor Scanner::nested_name(Cursor at) noexcept {
  const Cursor quote = at;
  if (!may_be_name(quote)) return nullptr;
  Quoted quoted;
  at = string(at, quoted);
  if (at == nullptr) return at;
  const std::uint64_t head = detail::OpenNames::head_of(text(), quoted);
  const std::size_t mark = frames_[depth_ - 1].names_mark;
  if (!names_.add(bytes_, quoted, head, mark)) return refuse(Errc::json_duplicate_member, offset(quote));
  return at;
}

inline bool Scanner::may_be_name(Cursor at) noexcept {
  if (byte(at) != '"') return unexpected(at) != nullptr;
  return names_.mark() != room_ || refuse(Errc::json_too_many_members, offset(at)) != nullptr;
}

// A value of the object itself that holds others.
Lexer::Cursor Scanner::container(Cursor at) noexcept {
  at = open(at);
  while (at != nullptr && depth_ != 1) at = step(at);
  return at;
}

// In the innermost container: its end, or the next value with what stands before it.
Lexer::Cursor Scanner::step(Cursor at) noexcept {
  const bool in_object = frames_[depth_ - 1].is_object;
  at = skip_space(at);
  if (byte(at) == (in_object ? '}' : ']')) return close(at);
  if (!fresh_) {
    if (byte(at) != ',') return unexpected(at);
    at = skip_space(at + 1);
  }
  if (in_object) {
    at = nested_name(at);
    if (at != nullptr) at = colon(at);
    if (at == nullptr) return at;
  }
  const auto type = detail::json_type_of(byte(at));
  if (!type) return unexpected(at);
  if (*type == JsonType::object || *type == JsonType::array) return open(at);
  fresh_ = false;
  Quoted quoted;
  if (*type == JsonType::string) return string(at, quoted);
  return *type == JsonType::number ? number(at) : literal(at);
}

Lexer::Cursor Scanner::open(Cursor at) noexcept {
  if (depth_ == depth_limit_) return refuse(Errc::json_too_deep, offset(at));
  frames_[depth_++] = {names_.mark(), byte(at) == '{'};
  fresh_ = true;
  return at + 1;
}

Lexer::Cursor Scanner::close(Cursor at) noexcept {
  fresh_ = false;
  const std::size_t mark = frames_[--depth_].names_mark;
  room_ -= names_.mark() - mark;
  names_.close(mark);
  return at + 1;
}

void Scanner::decode(Quoted& quoted) noexcept {
  if (!quoted.escaped) return;
  detail::DecodedString decoded{{bytes_ + quoted.at, quoted.size}};
  quoted.size = 0;
  quoted.escaped = false;
  while (const auto byte = decoded.next()) bytes_[quoted.at + quoted.size++] = *byte;
}

}  // namespace

Result<std::size_t> scan_object(std::span<char> text, std::span<JsonMember> index,
                                const Limits& limits) noexcept {
  if (!detail::scan_in_range(limits)) return fail(Errc::option_invalid, "limits");
  return Scanner{text, index, limits}.run();
}

}  // namespace signet::inline v0
