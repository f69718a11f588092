// The comparison of member names as texts, whatever escapes spell them (RFC 8259 §8.3).
#include "json/open_names.hpp"

#include <algorithm>

#include "json/text.hpp"

namespace signet::inline v0::detail {

std::uint64_t OpenNames::head_by_bytes(std::string_view text, const Place& place) noexcept {
  std::uint64_t head = 0;
  unsigned shift = 0;
  const auto append = [&](char byte) {
    head |= std::uint64_t{static_cast<std::uint8_t>(byte)} << shift;
    shift += 8;
  };
  const std::string_view raw = text.substr(place.at, place.size);
  if (!place.escaped) {
    for (const char byte : raw.substr(0, sizeof head)) append(byte);
    return head;
  }
  DecodedString decoded{raw};
  for (std::size_t i = 0; i < sizeof head; ++i) {
    if (const auto byte = decoded.next()) append(*byte);
  }
  return head;
}

bool OpenNames::add_looking(const char* text, const Place& place, std::uint64_t head,
                            std::size_t mark) noexcept {
  Record* const end = records_.data() + count_;
  const auto differs = [head](const Record& other) { return other.head != head; };
  Record* const first = std::find_if_not(records_.data() + mark, end, differs);
  Record* const last = std::find_if(first, end, differs);
  Record added;
  added.set(place, head);
  const auto precedes = [text](const Record& a, const Record& b) { return compare(text, a, b) < 0; };
  Record* const at = std::lower_bound(first, last, added, precedes);
  if (at != last && compare(text, *at, added) == 0) return false;
  std::move_backward(at, end, end + 1);
  *at = added;
  ++count_;
  return true;
}

int OpenNames::compare(const char* text, const Record& a, const Record& b) noexcept {
  const std::string_view text_a{text + a.at, a.size};
  const std::string_view text_b{text + b.at, b.size};
  if (!a.escaped && !b.escaped) return text_a.compare(text_b);
  return compare_texts(DecodedString{text_a}, DecodedString{text_b});
}

}  // namespace signet::inline v0::detail
