// The look at a whole text, at its end too.
#include "json/special_bytes.hpp"

namespace signet::inline v0::detail {

void SpecialBytes::look_at(std::string_view text) noexcept {
  const std::size_t rest = text.size() % 64;
  const char* const whole = text.data() + (text.size() - rest);
  std::uint64_t* word = words_.data();
  for (const char* block = text.data(); block != whole; block += 64) *word++ = ~plain_of_64(block);
  const std::uint64_t end = std::uint64_t{1} << rest;
  if (rest == 0) {
    *word = end;
  } else if (text.size() < 64) {
    *word = ~plain_of_few(whole, rest) | end;
  } else {  // the last 64 bytes, of which some were looked at before
    *word = ~plain_of_64(whole + rest - 64) >> (64 - rest) | end;
  }
}

}  // namespace signet::inline v0::detail
