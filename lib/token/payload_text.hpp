// PayloadText: the claims of a token under way, encoded as they come.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "json/escape.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0::detail {

/// Gathers JSON on the stack and encodes it into `out` when there is enough of it: claims of any length need
/// no room but the token's own, and those of an ordinary token are encoded at once. Borrows `out`.
class PayloadText {
 public:
  /// The most that `room` can be asked for.
  static constexpr std::size_t longest_piece = 256;

  /// The encoded text begins at `at` of `out`; what stands behind there is written over.
  PayloadText(std::string& out, std::size_t at) noexcept : out_(&out), at_(at) {}

  void put(std::string_view text) {
    if (text.size() > free()) return put_long(text);
    end_ += text.copy(end_, text.size());
  }

  /// The same of a literal, by copies that need no call.
  template <std::size_t Size>
  void put(const char (&literal)[Size]) {
    end_ = copied(room(Size), literal);
  }

  /// The first `size` of these bytes.
  void put(const std::array<char, 2>& bytes, std::size_t size) {
    std::memcpy(room(bytes.size()), bytes.data(), bytes.size());
    end_ += size;
  }

  /// The inside of the JSON string that means `text`, between two literals. @return whether it is UTF-8
  template <std::size_t SizeBefore, std::size_t SizeAfter>
  bool put_escaped(const char (&before)[SizeBefore], std::string_view text, const char (&after)[SizeAfter]) {
    if (text.size() + SizeBefore + SizeAfter <= free()) {
      char* const at = copied(end_, before);
      if (copy_plain(at, text)) {
        end_ = copied(at + text.size(), after);
        return true;
      }
    }
    put(before);
    const bool utf8 = put_pieces(text);
    put(after);
    return utf8;
  }

  /// Where the next `size` bytes may be written, by a caller who then says where they end.
  char* room(std::size_t size) {
    if (size > free()) encode_groups();
    return end_;
  }
  void ends_at(char* end) noexcept { end_ = end; }

  /// Encodes the rest. @return the place in `out` behind the encoded text; `out` may be longer
  std::size_t finish() {
    encode(size());
    return at_;
  }

 private:
  std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - text_.data()); }
  std::size_t free() const noexcept { return text_.size() - size(); }

  template <std::size_t Size>
  static char* copied(char* at, const char (&literal)[Size]) noexcept {
    std::memcpy(at, literal, Size - 1);
    return at + Size - 1;
  }

  // Any text, apart, so that the usual one costs no more than it needs.
  [[gnu::noinline]] bool put_pieces(std::string_view text) {
    return detail::put_escaped(text, [this](std::string_view piece) { put(piece); });
  }

  [[gnu::noinline]] void put_long(std::string_view text) {
    while (text.size() > free()) {
      const std::size_t some = free();
      end_ += text.copy(end_, some);
      text.remove_prefix(some);
      encode_groups();
    }
    end_ += text.copy(end_, text.size());
  }

  // All that is there but one or two bytes, which could not be encoded without those that will follow.
  void encode_groups() {
    const std::size_t rest = size() % 3;
    encode(size() - rest);
    std::memmove(text_.data(), end_ - rest, rest);
    end_ = text_.data() + rest;
  }

  void encode(std::size_t count) {
    const std::size_t behind = at_ + base64url_encoded_size(count);
    if (out_->size() < behind) out_->resize(behind);
    base64url_encode(std::as_bytes(std::span{text_}.first(count)), out_->data() + at_);
    at_ = behind;
  }

  std::string* out_;
  std::size_t at_;
  std::array<char, 1024> text_;  // not zeroed
  char* end_ = text_.data();
};

}  // namespace signet::inline v0::detail
