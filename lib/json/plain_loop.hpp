// How the kernels of plain members get through a text, whatever the instructions of their level.
#pragma once

#include "json/plain_members.hpp"
#include "json/special_places.hpp"

namespace signet::inline v0::detail {

/// `Level` as in special_places.hpp. Most tokens are read by `read` alone, so that it calls next to nothing,
/// and all members here are variables in registers. No byte is asked whether it is the end of the text: the
/// last brace, most often its last byte, stops whatever is plain.
template <class Level>
class PlainLoop {
 public:
  static void read(PlainMembers& members) noexcept {
    if (members.part == Part::all) {
      Specials<Level>::find(members.text, members.brace - 1, members.specials);
      members.part = Part::name;
    }
    for (std::size_t end = sure_end(members); members.at < end && read_to(end, members);) {
      end = sure_end(members);  // most often where it was: the room left is then for all there may be
    }
  }

 private:
  explicit PlainLoop(const PlainMembers& members) noexcept
      : text_(members.text),
        wide_end_(members.brace > 15 ? members.brace - 14 : 0),
        words_(members.specials),
        first_(members.first),
        member_(members.next),
        place_(static_cast<std::uint8_t>(member_ - first_)),
        buckets_(members.buckets),
        known_(members.known),
        noted_(*members.noted),
        at_(members.at),
        specials_(words_, at_) {}

  // A name that begins before it has a head of eight bytes and room in the index, whatever is read until
  // then: a member takes five bytes at least, `"":1,`. So there is one bound to ask for at each name.
  static std::size_t sure_end(const PlainMembers& members) noexcept {
    const std::size_t heads = members.brace - (PlainMembers::least_brace - 1);
    const std::size_t room = members.at + 5 * static_cast<std::size_t>(members.end - members.next);
    return heads < room ? heads : room;
  }

  // @return whether that bound was met
  static bool read_to(std::size_t end, PlainMembers& members) noexcept {
    PlainLoop loop{members};
    while (loop.at_ < end && loop.name() && loop.value() && loop.next()) {
    }
    members.next = loop.member_ + (loop.part_ == Part::what_follows ? 1 : 0);
    members.at = loop.at_;
    members.part = loop.part_;
    members.buckets = loop.buckets_;
    members.name_bit = loop.name_bit_;
    return loop.part_ == Part::name && loop.at_ >= end;
  }

  bool name() noexcept {
    const std::size_t name = at_ + 1;
    const std::size_t end = specials_.behind_next();
    if (two(text_ + end) != both('"', ':')) return false;
    const std::uint64_t head = Level::head_of(text_ + name, end - name);
    if (!is_new(head)) return false;
    member_->name_head = static_cast<std::uint32_t>(head);
    member_->name_at = static_cast<std::uint16_t>(name);
    member_->name_size = static_cast<std::uint16_t>(end - name);
    at_ = end + 2;
    part_ = Part::value;
    return true;
  }

  bool is_new(std::uint64_t head) noexcept {
    const std::uint64_t bucket = head * PlainMembers::bucket_multiplier >> 58;
    if ((buckets_ >> bucket & 1) != 0) [[unlikely]] {
      if (!begins_as_none(head, text_, first_, member_)) return false;
    }
    const std::uint64_t bit = std::uint64_t{1} << bucket;
    buckets_ |= bit;
    name_bit_ = 0;
    if (known_[bucket] == head) [[likely]] {
      name_bit_ = bit;
      noted_.met |= bit;
      noted_.places[bucket] = place_;
    }
    return true;
  }

  // Apart, so that it costs the loop no register.
  [[gnu::noinline, gnu::cold]] static bool begins_as_none(std::uint64_t head, const char* text,
                                                          const JsonMember* other,
                                                          const JsonMember* end) noexcept {
    for (; other != end; ++other) {
      if (other->name_head != static_cast<std::uint32_t>(head)) continue;
      if (Level::head_of(text + other->name_at, other->name_size) == head) return false;
    }
    return true;
  }

  // These return whether a comma is behind the value, at `at_`.
  bool value() noexcept {
    for (std::size_t first = at_;; ++first) {
      const char c = text_[first];
      if (c == '"') [[likely]]
        return string(first + 1);
      if (c >= '1' && c <= '9') return number(first);
      if (c != ' ') return false;
    }
  }

  bool string(std::size_t first) noexcept {
    const std::size_t end = specials_.behind_next();
    if (text_[end] != '"') return false;  // the last brace, where nothing can close the string
    list(JsonType::string, first, end);
    noted_.texts |= name_bit_;
    at_ = end + 1;
    return text_[at_] == ',';
  }

  bool number(std::size_t first) noexcept {
    const std::size_t end = end_of_digits(first);
    const char behind = text_[end];
    if (behind != ',' && behind != '}') return false;
    list(JsonType::number, first, end);
    at_ = end;
    return behind == ',';
  }

  void list(JsonType type, std::size_t begin, std::size_t end) noexcept {
    member_->type = type;
    member_->value_at = static_cast<std::uint16_t>(begin);
    member_->value_size = static_cast<std::uint16_t>(end - begin);
    part_ = Part::what_follows;
  }

  // What stands between a comma and the next quote.
  bool next() noexcept {
    std::size_t quote = at_ + 1;
    if (text_[quote] != '"') [[unlikely]] {
      while (is_space(text_[quote])) ++quote;
      if (text_[quote] != '"') return false;
      specials_ = {words_, quote};
    }
    at_ = quote;
    ++member_;
    ++place_;
    part_ = Part::name;
    return true;
  }

  // Sixteen bytes are looked at together, five of them in front: so eleven digits need not have more behind
  // them than the brace. Dates have ten.
  std::size_t end_of_digits(std::size_t at) const noexcept {
    constexpr std::size_t in_front = 5;
    const std::size_t from = at - in_front;
    if (from < wide_end_) {
      const std::uint32_t others = Level::no_digits_of_16(text_ + from) >> in_front;
      if (others != 0) return at + static_cast<unsigned>(__builtin_ctz(others));
      at += 16 - in_front;
    }
    while (is_digit(text_[at])) ++at;
    return at;
  }

  static constexpr std::uint32_t both(char first, char second) noexcept {
    return static_cast<unsigned char>(first) | std::uint32_t{static_cast<unsigned char>(second)} << 8;
  }
  static std::uint32_t two(const char* at) noexcept { return both(at[0], at[1]); }
  static bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

  const char* text_;
  std::size_t wide_end_;  // before it, sixteen bytes can be read
  const std::uint64_t* words_;
  const JsonMember* first_;
  JsonMember* member_;
  std::uint8_t place_;  // of member_
  std::uint64_t buckets_;
  const std::uint64_t* known_;
  NotedNames& noted_;
  std::uint64_t name_bit_ = 0;
  std::size_t at_;
  Specials<Level> specials_;
  Part part_ = Part::name;
};

}  // namespace signet::inline v0::detail
