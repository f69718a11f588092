// The comparison of member names as texts, whatever escapes spell them (RFC 8259 §8.3).
#include "json/open_names.hpp"

#include <algorithm>

#include "json/text.hpp"

namespace signet::inline v0::detail {

bool OpenNames::add(const char* text, const Place& place, std::size_t mark) noexcept {
  const Record added = record_of(text, place);
  const auto end = records_.begin() + static_cast<std::ptrdiff_t>(count_);
  const auto is_same = [&](const Record& earlier) { return same(text, earlier, added); };
  if (std::any_of(records_.begin() + static_cast<std::ptrdiff_t>(mark), end, is_same)) return false;
  records_[count_++] = added;
  return true;
}

OpenNames::Record OpenNames::record_of(const char* text, const Place& place) noexcept {
  const std::string_view raw{text + place.at, place.size};
  std::uint64_t head = 0;
  std::size_t size = raw.size();
  const auto append = [&head](char byte) { head = head << 8 | static_cast<std::uint8_t>(byte); };
  if (place.escaped) {
    DecodedString decoded{raw};
    for (size = 0; const auto byte = decoded.next(); ++size) {
      if (size < head_capacity) append(*byte);
    }
  } else {
    for (const char byte : raw.substr(0, head_capacity)) append(byte);
  }
  return {.head = head,
          .at = static_cast<std::uint16_t>(place.at),
          .raw_size = static_cast<std::uint16_t>(place.size),
          .size = static_cast<std::uint16_t>(size),
          .escaped = place.escaped};
}

bool OpenNames::same(const char* text, const Record& a, const Record& b) noexcept {
  if (a.head != b.head || a.size != b.size) return false;
  if (a.size <= head_capacity) return true;
  const std::string_view text_a{text + a.at, a.raw_size};
  const std::string_view text_b{text + b.at, b.raw_size};
  if (!a.escaped && !b.escaped) return text_a == text_b;
  return same_text(DecodedString{text_a}, DecodedString{text_b});
}

}  // namespace signet::inline v0::detail
