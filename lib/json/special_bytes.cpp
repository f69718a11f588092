// The look at one block of a text, at its edges too.
#include "json/special_bytes.hpp"

namespace signet::inline v0::detail {

// At the first block from `at` on that has something special there. The last one may begin before `at`;
// behind it, the end of the text counts as special.
SpecialBytes::Block SpecialBytes::look(std::string_view text, std::size_t at) noexcept {
  const std::size_t size = text.size();
  for (; size - at >= block_size; at += block_size) {
    const std::uint64_t special = ~plain_of_64(text.data() + at);
    if (special != 0) return {at, special};
  }
  if (at == size) return {size, 1};
  const std::size_t begin = size < block_size ? 0 : size - block_size;
  const std::uint64_t plain =
      size < block_size ? plain_of_few(text.data(), size) : plain_of_64(text.data() + begin);
  const std::uint64_t special = ~plain >> (at - begin) << (at - begin);
  return special != 0 ? Block{begin, special} : Block{size, 1};
}

}  // namespace signet::inline v0::detail
