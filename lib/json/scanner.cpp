// The strict scan of one JSON object: what is plain by a kernel, the rest in one pass with a small explicit
// stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>

#include "core/cpu_level.hpp"
#include "core/limits_range.hpp"
#include "json/known_names.hpp"
#include "json/lexer.hpp"
#include "json/plain_members.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = detail::PlainMembers::max_size;  // offsets are 16 bits wide

using Lexer = detail::JsonLexer;
using detail::KnownNames;
using detail::Part;
using detail::PlainMembers;

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

void read_plain(PlainMembers& plain) noexcept {
  detail::plain_kernels[static_cast<std::uint8_t>(detail::cpu_level())](plain);
}

// Reads what a kernel left, from there on, and has it go on behind.
class Scanner : Lexer {
 public:
  Scanner(std::span<char> text, PlainMembers& plain, const Limits& limits, const KnownNames& known) noexcept
      : JsonLexer({text.data(), text.size()}),
        bytes_(text.data()),
        plain_(plain),
        known_(known),
        depth_limit_(limits.depth),
        room_(static_cast<std::size_t>(plain.end - plain.first)) {}

  Result<std::size_t> run() noexcept {
    if (whole_text()) return listed();
    return error();
  }

 private:
  bool whole_text() noexcept;
  Cursor first_member() noexcept;
  Cursor members(Cursor at) noexcept;
  Cursor plain_members(Cursor at) noexcept;
  Cursor listed_name(Cursor at) noexcept;
  Cursor listed_value(Cursor at, JsonMember& member) noexcept;
  void note_listed(std::uint64_t head, std::size_t size) noexcept;
  void keep_listed_names() noexcept;
  Cursor nested_name(Cursor at) noexcept;
  bool may_be_name(Cursor at) noexcept;
  Cursor container(Cursor at) noexcept;
  Cursor step(Cursor at) noexcept;
  Cursor open(Cursor at) noexcept;
  Cursor close(Cursor at) noexcept;
  void decode(Quoted& quoted) noexcept;
  std::size_t listed() const noexcept { return static_cast<std::size_t>(plain_.next - plain_.first); }

  char* bytes_;  // the same text, to be written to
  PlainMembers& plain_;
  const KnownNames& known_;
  std::size_t depth_limit_;
  std::size_t room_;          // for the names of open objects
  std::size_t not_kept_ = 0;  // of those listed, while a value is open, not in names_
  std::size_t depth_ = 1;     // how many of frames_ are in use; the first one is the object
  bool fresh_ = false;        // the innermost container has no value yet
  std::array<Frame, detail::max_depth> frames_;  // not filled in advance
  detail::OpenNames names_;
};

bool Scanner::whole_text() noexcept {
  Cursor at = plain_.brace != 0 ? bytes_ + plain_.at : first_member();
  if (at != nullptr) at = members(at);
  if (at == nullptr) return false;
  at = skip_space(at);
  return at_end(at) || unexpected(at) != nullptr;
}

// Of a text that no kernel has begun: its first name, or its end.
Lexer::Cursor Scanner::first_member() noexcept {
  Cursor at = find_object();
  if (at == nullptr) return at;
  at = skip_space(at + 1);
  plain_.part = byte(at) == '}' ? Part::what_follows : Part::name;
  return byte(at) == '}' || byte(at) == '"' ? at : unexpected(at);
}

// Of the object itself, from where the kernel stopped.
Lexer::Cursor Scanner::members(Cursor at) noexcept {
  for (;;) {
    if (plain_.part == Part::name) at = listed_name(at);
    if (plain_.part != Part::what_follows && at != nullptr) at = listed_value(at, *plain_.next++);
    if (at == nullptr) return at;
    at = skip_space(at);
    if (byte(at) == '}') return at + 1;
    if (byte(at) != ',') return unexpected(at);
    at = skip_space(at + 1);
    if (byte(at) != '"') return unexpected(at);
    at = plain_members(at);
  }
}

// `at` is the quote of a name.
Lexer::Cursor Scanner::plain_members(Cursor at) noexcept {
  plain_.part = Part::name;
  plain_.at = offset(at);
  if (plain_.at >= plain_.brace) return at;
  plain_.end = plain_.first + room_;
  read_plain(plain_);
  return bytes_ + plain_.at;
}

// Any name of the object itself, and the colon.
Lexer::Cursor Scanner::listed_name(Cursor at) noexcept {
  if (listed() == room_) return refuse(Errc::json_too_many_members, offset(at));
  keep_listed_names();
  const Cursor quote = at;
  Quoted quoted;
  at = string(at, quoted);
  if (at == nullptr) return at;
  decode(quoted);
  const std::uint64_t head = detail::OpenNames::head_of(text(), quoted);
  JsonMember& member = *plain_.next;
  member.name_head = static_cast<std::uint32_t>(head);
  member.name_at = static_cast<std::uint16_t>(quoted.at);
  member.name_size = static_cast<std::uint16_t>(quoted.size);
  if (!names_.add(bytes_, quoted, head, 0)) return refuse(Errc::json_duplicate_member, offset(quote));
  note_listed(head, quoted.size);
  return colon(at);
}

// The name of the member that is being listed, if it is known, and its bucket.
void Scanner::note_listed(std::uint64_t head, std::size_t size) noexcept {
  const std::size_t bucket = KnownNames::bucket_of(head);
  const std::uint64_t bit = std::uint64_t{1} << bucket;
  plain_.buckets |= bit;
  plain_.name_bit = 0;
  if (!known_.has(head, size)) return;
  plain_.name_bit = bit;
  plain_.noted->met |= bit;
  plain_.noted->places[bucket] = static_cast<std::uint8_t>(listed());
}

// A kernel's names begin all differently. They are kept for comparison once there is one that is not plain.
void Scanner::keep_listed_names() noexcept {
  for (const JsonMember* member = plain_.first + names_.mark(); member != plain_.next; ++member) {
    const Quoted quoted{.at = member->name_at, .size = member->name_size};
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
    plain_.noted->texts |= plain_.name_bit;
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
  not_kept_ = listed() - names_.mark();
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

// Has a kernel read the members, from the first one on. @return whether there is nothing else
bool all_plain(std::string_view text, PlainMembers& plain) noexcept {
  const std::size_t brace = text.rfind('}');
  if (brace == std::string_view::npos || brace < PlainMembers::least_brace) return false;
  const auto behind_space = [text](std::size_t at) {  // not behind the brace
    while (detail::is_json_space(text[at])) ++at;
    return at;
  };
  std::size_t at = text.front() == '{' ? 0 : behind_space(0);
  if (text[at] != '{') return false;
  ++at;
  if (text[at] != '"') at = behind_space(at);
  if (text[at] != '"') return false;
  plain.text = text.data();
  plain.brace = brace;
  plain.at = at;
  plain.part = Part::all;
  read_plain(plain);
  if (plain.part != Part::what_follows) return false;
  if (plain.at != brace && behind_space(plain.at) != brace) return false;
  return brace + 1 == text.size() || std::ranges::all_of(text.substr(brace + 1), detail::is_json_space);
}

// Apart, so that what is all plain has no part in the state of this.
[[gnu::noinline]] Result<std::size_t> scan_rest(std::span<char> text, PlainMembers& plain,
                                                const Limits& limits,
                                                const detail::KnownNames& known) noexcept {
  return Scanner{text, plain, limits, known}.run();
}

}  // namespace

Result<std::size_t> detail::scan_noting(std::span<char> text, std::span<JsonMember> index,
                                        const Limits& limits, const KnownNames& known,
                                        NotedNames& noted) noexcept {
  if (!detail::scan_in_range(limits)) return fail(Errc::option_invalid, "limits");
  if (text.size() > max_text) return Error::at(Errc::json_too_large, max_text);
  PlainMembers plain;  // not filled in advance
  plain.brace = 0;
  plain.buckets = 0;
  plain.name_bit = 0;
  plain.first = index.data();
  plain.next = index.data();
  plain.end = index.data() + std::min(limits.members, index.size());
  plain.known = known.heads();
  plain.noted = &noted;
  noted.met = 0;
  noted.texts = 0;
  if (!all_plain({text.data(), text.size()}, plain)) return scan_rest(text, plain, limits, known);
  return static_cast<std::size_t>(plain.next - plain.first);
}

Result<std::size_t> scan_object(std::span<char> text, std::span<JsonMember> index,
                                const Limits& limits) noexcept {
  static constexpr detail::KnownNames none;
  detail::NotedNames noted;
  return detail::scan_noting(text, index, limits, none, noted);
}

detail::NotedNames detail::noted_in(const JsonObject& object, const KnownNames& known) noexcept {
  NotedNames noted;
  for (std::size_t i = 0; i < object.size(); ++i) {
    const std::uint64_t head = KnownNames::head_of(object.name(i));
    if (!known.has(head, object.name(i).size())) continue;
    const std::size_t bucket = KnownNames::bucket_of(head);
    noted.met |= std::uint64_t{1} << bucket;
    if (object.value(i).type == JsonType::string) noted.texts |= std::uint64_t{1} << bucket;
    noted.places[bucket] = static_cast<std::uint8_t>(i);
  }
  return noted;
}

}  // namespace signet::inline v0
