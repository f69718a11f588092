// is_utf8, sequence by sequence.
#include "signet/core/utf8.hpp"

#include "core/utf8_sequence.hpp"

namespace signet::inline v0 {

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t length = detail::utf8_sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace signet::inline v0
