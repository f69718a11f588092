// Lines of standard input, each of a bounded size, however long the input makes them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "signet/core/secret_bytes.hpp"

namespace signet_cli {

/// Requests carry keys and passwords, so the one buffer is wiped with the reader.
class LineReader {
 public:
  static constexpr std::size_t line_limit = 1'048'576;  // bytes, the newline not counted

  struct Line {
    std::string_view text;  ///< without its newline; valid until the next call
    bool too_long = false;  ///< over line_limit: it was read to its end, and `text` is empty
  };

  /// The next line, or nothing at the end of the input. The last one needs no newline. Throws InputError.
  std::optional<Line> next();

 private:
  std::string_view unread() const { return buffer_.expose_text().substr(begin_, end_ - begin_); }
  Line take(std::size_t size);
  bool fill();

  signet::SecretBytes buffer_{line_limit + 1};
  std::size_t begin_ = 0;  // of what no line has taken yet
  std::size_t end_ = 0;
};

}  // namespace signet_cli
