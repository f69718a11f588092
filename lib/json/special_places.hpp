// Where the special bytes of a text are: found by a kernel all at once, then passed one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace signet::inline v0::detail {

/// The way from one special byte of a text to the next. `Level` is a type of an anonymous namespace, which
/// keeps these instances inside their file.
template <class Level>
class Specials {
 public:
  /// Writes PlainMembers::specials for `size` bytes of text.
  static void find(const char* text, std::size_t size, std::uint64_t* words) noexcept {
    std::uint64_t* word = words;
    if (size < 64) {
      *word = Level::special_of_few(text, size);
    } else {
      const char* const last = text + (size - 64);
      for (; text < last; text += 64) *word++ = Level::special_of_64(text);
      *word = Level::special_of_64(last) >> (text - last);  // without what was looked at before
    }
    word[1] = 0;
    words[size / 64] |= std::uint64_t{1} << size % 64;
    words[(size + 1) / 64] |= std::uint64_t{1} << (size + 1) % 64;
    Level::leave();
  }

  Specials(const std::uint64_t* words, std::size_t at) noexcept
      : word_(words + at / 64), word_at_(at / 64 * 64), ahead_(*word_ >> at % 64 << at % 64) {}

  /// Passes the next one and the one behind it, of which it gives the place. There must be two.
  std::size_t behind_next() noexcept {
    std::uint64_t ahead = ahead_ & (ahead_ - 1);
    if (ahead == 0) [[unlikely]]
      ahead = in_words_behind();
    ahead_ = ahead & (ahead - 1);
    return word_at_ + static_cast<unsigned>(__builtin_ctzll(ahead));
  }

 private:
  // The same where this word has no second one.
  std::uint64_t in_words_behind() noexcept {
    std::uint64_t ahead = 0;
    if (ahead_ == 0) {
      ahead = next_word();
      ahead &= ahead - 1;
    }
    return ahead != 0 ? ahead : next_word();
  }
  std::uint64_t next_word() noexcept {
    do {
      ++word_;
      word_at_ += 64;
    } while (*word_ == 0);
    return *word_;
  }

  const std::uint64_t* word_;
  std::size_t word_at_;
  std::uint64_t ahead_;  // what of the word is not passed
};

/// Of less than 64 bytes, by 16.
template <class Level>
std::uint64_t special_of_few(const char* text, std::size_t size) noexcept {
  if (size < 16) {
    char filled[16] = {};
    std::memcpy(filled, text, size);
    return Level::special_of_16(filled) & ((std::uint64_t{1} << size) - 1);
  }
  const std::size_t last = size - 16;  // some of these bytes are looked at twice
  std::uint64_t special = std::uint64_t{Level::special_of_16(text + last)} << last;
  for (std::size_t at = 0; at < last; at += 16) {
    special |= std::uint64_t{Level::special_of_16(text + at)} << at;
  }
  return special;
}

}  // namespace signet::inline v0::detail
