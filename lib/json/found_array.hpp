// FoundArray: one array of an object that may be too large for a scan, taken out to be read piece by piece.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

/// Which array is looked for: the one that is the member `name` of the object itself.
struct WantedArray {
  std::string_view name;
  std::size_t most_elements;
};

/// What stands in the array, and where. Borrows the text.
struct FoundArray {
  std::vector<std::string_view> elements;  ///< each one JSON value
  std::string_view inside;                 ///< all between the brackets; of no size where there is no array

  /// Reads a text of any size in one pass, of which it holds all to the grammar and to UTF-8, but only the
  /// wanted name to uniqueness: what may be relied on is for scan_object to say, of the elements and of
  /// what is left without them. Copies nothing.
  /// @error json_malformed, json_not_object, utf8_invalid  as scan_object
  /// @error json_too_deep          nested deeper than any scan goes, in an element of the array
  /// @error json_duplicate_member  two members of this name
  /// @error json_too_many_members  more than `most_elements` elements, at the first that is too many
  static Result<FoundArray> find(std::string_view text, const WantedArray& wanted);

  /// `text` with this array emptied.
  SecretBytes without_elements(std::string_view text) const;
};

}  // namespace signet::inline v0::detail
