// The strict scan of one JSON object: one pass, a small explicit stack, names of open objects kept aside.
#include "signet/json/scanner.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/limits_range.hpp"
#include "json/lexer.hpp"
#include "json/open_names.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_text = 65'535;  // offsets are 16 bits wide

struct Frame {
  std::size_t names_mark;
  bool is_object;
};

class Scanner : detail::JsonLexer {
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
  bool begin() noexcept;
  bool step() noexcept;
  bool open(bool object) noexcept;
  void close() noexcept;
  bool name() noexcept;
  bool value() noexcept;
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
  if (!begin()) return false;
  while (depth_ != 0) {
    if (!step()) return false;
  }
  skip_space();
  return at_ == text_.size() || unexpected();
}

bool Scanner::begin() noexcept {
  if (text_.size() > max_text) return refuse(Errc::json_too_large, max_text);
  return find_object() && open(true);
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
  if (!names_.add(bytes_, quoted, frames_[depth_ - 1].names_mark)) {
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

void Scanner::decode(Quoted& quoted) noexcept {
  if (!quoted.escaped) return;
  detail::DecodedString decoded{text_.substr(quoted.at, quoted.size)};
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
