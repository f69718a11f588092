// The comparison of member names as texts, whatever escapes spell them (RFC 8259 §8.3).
#include "json/open_names.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "json/text.hpp"

namespace signet::inline v0::detail {

bool OpenNames::add(const char* text, const Place& place, std::size_t mark) noexcept {
  const Record added = record_of(text, place);
  const auto is_alike = [&added](const Record& other) { return other.head == added.head; };
  const auto precedes = [text](const Record& a, const Record& b) { return compare(text, a, b) < 0; };
  Record* const end = records_.data() + count_;
  Record* const first = std::find_if(records_.data() + mark, end, is_alike);
  Record* const last = std::find_if_not(first, end, is_alike);
  Record* const at = std::lower_bound(first, last, added, precedes);
  if (at != last && compare(text, *at, added) == 0) return false;
  std::move_backward(at, end, end + 1);
  *at = added;
  ++count_;
  return true;
}

OpenNames::Record OpenNames::record_of(const char* text, const Place& place) noexcept {
  std::array<char, sizeof(Record::head)> first{};
  if (place.escaped) {
    DecodedString decoded{{text + place.at, place.size}};
    for (char& byte : first) byte = decoded.next().value_or('\0');
  } else if (place.size >= first.size()) {
    std::memcpy(first.data(), text + place.at, first.size());
  } else {
    std::memcpy(first.data(), text + place.at, place.size);
  }
  return {.head = std::bit_cast<std::uint64_t>(first),
          .at = static_cast<std::uint16_t>(place.at),
          .size = static_cast<std::uint16_t>(place.size),
          .escaped = place.escaped};
}

int OpenNames::compare(const char* text, const Record& a, const Record& b) noexcept {
  const std::string_view text_a{text + a.at, a.size};
  const std::string_view text_b{text + b.at, b.size};
  if (!a.escaped && !b.escaped) return text_a.compare(text_b);
  return compare_texts(DecodedString{text_a}, DecodedString{text_b});
}

}  // namespace signet::inline v0::detail
