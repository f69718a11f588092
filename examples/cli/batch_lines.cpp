// Lines of standard input: see batch_lines.hpp.
#include "batch_lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "io.hpp"

namespace signet_cli {

LineReader::Line LineReader::take(std::size_t size) {
  const Line line{unread().substr(0, size)};
  begin_ = std::min(begin_ + size + 1, end_);
  return line;
}

// Makes room behind what is unread and reads into it; false at the end of the input.
bool LineReader::fill() {
  std::byte* const bytes = buffer_.expose_writable().data();
  if (begin_ != 0) {
    std::memmove(bytes, bytes + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  ssize_t got = 0;
  do {
    got = ::read(STDIN_FILENO, bytes + end_, buffer_.size() - end_);
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw InputError{std::string{"cannot read standard input: "} + std::strerror(errno)};
  end_ += static_cast<std::size_t>(got);
  return got > 0;
}

std::optional<LineReader::Line> LineReader::next() {
  bool too_long = false;
  std::size_t searched = 0;  // so that no byte is looked at twice
  for (;;) {
    const auto newline = unread().find('\n', searched);
    if (newline != std::string_view::npos) {
      const Line line = take(newline);
      return too_long ? Line{{}, true} : line;
    }
    searched = end_ - begin_;
    if (searched > line_limit) {
      too_long = true;
      begin_ = end_ = searched = 0;
    }
    if (fill()) continue;
    if (searched == 0 && !too_long) return std::nullopt;
    const Line line = take(searched);
    return too_long ? Line{{}, true} : line;
  }
}

}  // namespace signet_cli
