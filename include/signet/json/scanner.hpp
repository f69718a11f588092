// A strict scan of one JSON object: text in, offsets out; bounded, nothing allocated, nothing repeated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

enum class JsonType : std::uint8_t { null, boolean, number, string, array, object };

/// One member of the scanned object, as offsets from the first byte of the text (which is why texts are at
/// most 65,535 bytes). A name and a string value are given without their quotes and with escapes already
/// decoded.
struct JsonMember {
  std::uint32_t name_head;  ///< its first four bytes, the first one lowest, zeros behind a shorter one
  std::uint16_t name_at;
  std::uint16_t name_size;
  std::uint16_t value_at;
  std::uint16_t value_size;
  JsonType type;
};

namespace detail {
/// What a scan noted of names that it knew: by the bucket of each (lib/json/known_names.hpp).
struct NotedNames {
  std::uint64_t met = 0;         ///< a bit for each bucket
  std::uint64_t texts = 0;       ///< of these, where the value is a string
  std::uint8_t places[64] = {};  ///< which member it is, where the name was met
};
}  // namespace detail

/// Scans `text`, which must be exactly one JSON object (RFC 8259) with white space around it at most, and
/// lists its members in order. Names and string values *of the object itself* that contain escapes are
/// decoded in place, once; what is nested in them stays as written (JsonElements reads it). Numbers are held
/// to the grammar only, so their range is the reader's business.
///
/// @param text    changed in place as said; on an error its content is unspecified
/// @param index   receives the members; what it has room for bounds them as limits.members does
/// @param limits  of which depth and members are looked at
/// @return        how many members were written
/// @error json_malformed         not RFC 8259: grammar, a control character, a lone surrogate escape,
///                               trailing text
/// @error json_not_object        well formed so far, but not an object
/// @error json_duplicate_member  two equal names in one object, at any depth, compared after decoding
/// @error json_too_deep          nested deeper than limits.depth; the object itself is the first level
/// @error json_too_many_members  more members, of all objects together, than limits.members
/// @error json_too_large         longer than 65,535 bytes
/// @error option_invalid         limits.depth or limits.members out of range, which is told of no offset
/// @error utf8_invalid           not UTF-8, or begins with a byte order mark
/// Every other error tells the offset of the first byte that does not fit: of a lone surrogate the backslash,
/// of a name the quote before it. Work is linear in the text but for names made to look alike (at most eight
/// times that); the stack does not grow with the depth, and nothing is allocated.
/// @thread safe
[[nodiscard]] Result<std::size_t> scan_object(std::span<char> text, std::span<JsonMember> index,
                                              const Limits& limits = {}) noexcept;

}  // namespace signet::inline v0
