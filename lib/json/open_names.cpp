// The comparison of member names as texts, whatever escapes spell them (RFC 8259 §8.3).
#include "json/open_names.hpp"

#include <algorithm>

#include "json/text.hpp"

namespace signet::inline v0::detail {

bool OpenNames::add(const char* text, const Place& place, std::size_t mark) noexcept {
  const Record added = record_of(text, place);
  Record* const end = records_.data() + count_;
  Record* const alike = std::find_if(records_.data() + mark, end, Alike{added});
  if (alike != end) return added.size > head_capacity && add_to_group(text, alike, added);
  *end = added;
  ++count_;
  return true;
}

// The records from `first` to the next one that is not alike differ behind the head only.
bool OpenNames::add_to_group(const char* text, Record* first, const Record& added) noexcept {
  Record* const end = records_.data() + count_;
  Record* const last = std::find_if_not(first, end, Alike{added});
  Record* const at = std::lower_bound(
      first, last, added, [text](const Record& a, const Record& b) { return compare(text, a, b) < 0; });
  if (at != last && compare(text, *at, added) == 0) return false;
  std::move_backward(at, end, end + 1);
  *at = added;
  ++count_;
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

int OpenNames::compare(const char* text, const Record& a, const Record& b) noexcept {
  const std::string_view text_a{text + a.at, a.raw_size};
  const std::string_view text_b{text + b.at, b.raw_size};
  if (!a.escaped && !b.escaped) return text_a.compare(text_b);
  return compare_texts(DecodedString{text_a}, DecodedString{text_b});
}

}  // namespace signet::inline v0::detail
