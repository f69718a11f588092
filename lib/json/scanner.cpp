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
        member_limit_(std::min(limits.members, index.size())) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return listed_;
    return error();
  }

 private:
  bool whole_text() noexcept;
  Cursor members(Cursor at) noexcept;
  Cursor member(Cursor at) noexcept;
  Cursor name(Cursor at, Quoted& quoted, std::uint64_t& head) noexcept;
  Cursor listed_value(Cursor at, JsonMember& member) noexcept;
  Cursor container(Cursor at) noexcept;
  Cursor step(Cursor at) noexcept;
  Cursor open(Cursor at) noexcept;
  Cursor close(Cursor at) noexcept;
  void decode(Quoted& quoted) noexcept;

  char* bytes_;  // the same text, to be written to
  std::span<JsonMember> index_;
  std::size_t depth_limit_;
  std::size_t member_limit_;
  std::size_t listed_ = 0;                       // members of the object itself
  std::size_t members_ = 0;                      // of all objects
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

// Of the object itself, from behind its brace.
Lexer::Cursor Scanner::members(Cursor at) noexcept {
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

inline Lexer::Cursor Scanner::member(Cursor at) noexcept {
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
inline Lexer::Cursor Scanner::name(Cursor at, Quoted& quoted, std::uint64_t& head) noexcept {
  const Cursor quote = at;
  if (byte(at) != '"') return unexpected(at);
  if (members_ == member_limit_) return refuse(Errc::json_too_many_members, offset(quote));
  at = string(at, quoted);
  if (at == nullptr) return at;
  if (depth_ == 1) decode(quoted);
  head = detail::OpenNames::head_of(text(), quoted);
  if (!names_.add(bytes_, quoted, head, frames_[depth_ - 1].names_mark)) {
    return refuse(Errc::json_duplicate_member, offset(quote));
  }
  ++members_;
  return at;
}

inline Lexer::Cursor Scanner::listed_value(Cursor at, JsonMember& member) noexcept {
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

Lexer::Cursor Scanner::open(Cursor at) noexcept {
  if (depth_ == depth_limit_) return refuse(Errc::json_too_deep, offset(at));
  frames_[depth_++] = {names_.mark(), byte(at) == '{'};
  fresh_ = true;
  return at + 1;
}

Lexer::Cursor Scanner::close(Cursor at) noexcept {
  fresh_ = false;
  names_.close(frames_[--depth_].names_mark);
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
