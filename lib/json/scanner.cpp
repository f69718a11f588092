// The strict scan of one JSON object: one pass, a small explicit stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>

#include "core/limits_range.hpp"
#include "json/lexer.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = 65'535;  // offsets are 16 bits wide

static_assert(max_text <= detail::SpecialBytes::max_size);

using Lexer = detail::JsonLexer;

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

// Of a member of the object itself, what is to be read next.
enum class Part : std::uint8_t { name, value, what_follows };

class Scanner : Lexer {
 public:
  Scanner(std::span<char> text, std::span<JsonMember> index, const Limits& limits) noexcept
      : JsonLexer({text.data(), text.size()}),
        bytes_(text.data()),
        index_(index),
        depth_limit_(limits.depth),
        room_(std::min(limits.members, index.size())) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return listed_;
    return error();
  }

 private:
  bool whole_text() noexcept;
  Cursor members(Cursor at) noexcept;
  void look_for_plain() noexcept;
  [[gnu::noinline]] Part plain_members(std::size_t& at) noexcept;
  Cursor listed_name(Cursor at) noexcept;
  Cursor listed_value(Cursor at, JsonMember& member) noexcept;
  void keep_listed_names() noexcept;
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
  std::size_t listed_ = 0;                       // how many names stand in index_
  std::size_t not_kept_ = 0;                     // of these, while a value of theirs is open, not in names_
  std::size_t plain_end_ = 0;                    // before it, names may be plain
  std::size_t depth_ = 0;                        // how many of frames_ are in use
  bool fresh_ = false;                           // the innermost container has no value yet
  std::array<Frame, detail::max_depth> frames_;  // not filled in advance
  detail::OpenNames names_;
  detail::SpecialBytes specials_;
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

// Of the object itself, from behind its brace. What is not plain of a member is left to the functions that
// read all there is, from its begin on.
Lexer::Cursor Scanner::members(Cursor at) noexcept {
  at = skip_space(at);
  if (byte(at) == '}') return at + 1;
  look_for_plain();
  for (;;) {
    if (byte(at) != '"') return unexpected(at);
    std::size_t stopped = offset(at);
    const Part part = plain_members(stopped);
    at = bytes_ + stopped;
    if (part == Part::name) at = listed_name(at);
    if (part != Part::what_follows && at != nullptr) at = listed_value(at, index_[listed_ - 1]);
    if (at == nullptr) return at;
    at = skip_space(at);
    if (byte(at) == '}') return at + 1;
    if (byte(at) != ',') return unexpected(at);
    at = skip_space(at + 1);
  }
}

// The last brace of the text, most often its last byte, ends whatever is plain: nobody who stops at it has to
// look for the end of the text.
void Scanner::look_for_plain() noexcept {
  const std::size_t brace = text().rfind('}');
  if (brace == std::string_view::npos || brace < sizeof(std::uint64_t)) return;
  plain_end_ = brace - sizeof(std::uint64_t) + 1;  // a name's head is eight bytes, whatever its size
  specials_.look_at(text().substr(0, brace));
}

// Members, from the quote of a name on, that are `"name":` with nothing special in a name that is new, and,
// with one space before it at most, a string with nothing special in it or an integer. Stops in front of the
// first part that is not; nothing has happened of that.
//
// Most tokens are read by this alone, so it calls nothing and has what it needs in variables of its own; as a
// part of a larger function, these would lie in memory.
Part Scanner::plain_members(std::size_t& begin) noexcept {
  if (begin >= plain_end_) return Part::name;
  const char* const text = bytes_;
  const std::size_t names_end = plain_end_;
  JsonMember* member = index_.data() + listed_;
  JsonMember* const no_room = index_.data() + room_;
  detail::SpecialBytes::Reader specials = specials_.from(begin);
  std::size_t at = begin;
  Part part = Part::name;
  while (at < names_end && member != no_room) {
    specials.pass();
    const std::size_t name = at + 1;
    const std::size_t name_end = specials.next();
    if (text[name_end] != '"' || text[name_end + 1] != ':') break;
    const std::uint64_t head = detail::OpenNames::head_of_plain(text + name, name_end - name);
    if (!names_.is_first_of_bucket(head)) break;
    member->name_head = static_cast<std::uint32_t>(head);
    member->name_at = static_cast<std::uint16_t>(name);
    member->name_size = static_cast<std::uint16_t>(name_end - name);
    at = name_end + 2;
    part = Part::value;

    std::size_t value = at;
    if (text[value] != '"' && text[value] == ' ') ++value;
    std::size_t value_end = 0;
    if (text[value] == '"') {
      ++value;
      specials.pass();
      value_end = specials.next();
      if (text[value_end] != '"') break;
      member->type = JsonType::string;
      at = value_end + 1;
    } else {
      if (text[value] < '1' || text[value] > '9') break;
      value_end = value + 1;
      if (value < names_end && detail::leading_digits(detail::eight_bytes(text + value)) == 8) value_end += 7;
      while (detail::is_digit(text[value_end])) ++value_end;
      if (text[value_end] != ',' && text[value_end] != '}') break;
      member->type = JsonType::number;
      at = value_end;
    }
    member->value_at = static_cast<std::uint16_t>(value);
    member->value_size = static_cast<std::uint16_t>(value_end - value);
    ++member;
    part = Part::what_follows;
    if (text[at] != ',' || text[at + 1] != '"') break;
    ++at;
    part = Part::name;
  }
  listed_ = static_cast<std::size_t>(member - index_.data()) + (part == Part::value ? 1 : 0);
  begin = at;
  return part;
}

// Any name of the object itself, and the colon.
Lexer::Cursor Scanner::listed_name(Cursor at) noexcept {
  if (listed_ == room_) return refuse(Errc::json_too_many_members, offset(at));
  keep_listed_names();
  const Cursor quote = at;
  Quoted quoted;
  at = string(at, quoted);
  if (at == nullptr) return at;
  decode(quoted);
  const std::uint64_t head = detail::OpenNames::head_of(text(), quoted);
  JsonMember& member = index_[listed_];
  member.name_head = static_cast<std::uint32_t>(head);
  member.name_at = static_cast<std::uint16_t>(quoted.at);
  member.name_size = static_cast<std::uint16_t>(quoted.size);
  if (!names_.add(bytes_, quoted, head, 0)) return refuse(Errc::json_duplicate_member, offset(quote));
  ++listed_;
  return colon(at);
}

// A plain name is new whatever the others are. It is kept for comparison once there is one that is not plain.
void Scanner::keep_listed_names() noexcept {
  for (std::size_t i = names_.mark(); i != listed_; ++i) {
    const Quoted quoted{.at = index_[i].name_at, .size = index_[i].name_size};
    names_.append(quoted, detail::OpenNames::head_of(text(), quoted));
  }
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
  return names_.mark() + not_kept_ != room_ || refuse(Errc::json_too_many_members, offset(at)) != nullptr;
}

// A value of the object itself that holds others.
Lexer::Cursor Scanner::container(Cursor at) noexcept {
  not_kept_ = listed_ - names_.mark();
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
