// A small JSON request body, read strictly into named string members.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/http/request.hpp"
#include "signet/json/scanner.hpp"

namespace signet::inline v0 {

/// A JSON object of named string members. Holds its own copy of the text, wiped
/// at the end, since members may be passwords. Names match byte for byte, case included.
/// @thread const access from any number of threads
class JsonBody {
 public:
  /// Reads `request.body`. Content-Type may be absent or `application/json` (parameters ignored): a browser
  /// form or a `text/plain` post from another origin, which need no CORS preflight, never get here.
  ///
  /// @param known  the names a member may have; at most 16
  /// @error media_type_unsupported  another Content-Type, or two
  /// @error request_malformed       not one JSON object, or a member twice; tells the byte offset
  /// @error member_unknown          a member that is not known; tells the byte offset
  /// @error member_invalid          a known member that is no string; its name
  static Result<JsonBody> read(const Request& request, std::initializer_list<std::string_view> known);
  /// The same for contracts that ask for less: Content-Type is not read, members that are not known are
  /// skipped whatever they hold, and a known one may be null, as if it were absent. At most 64 members, those
  /// of nested objects counted, and 16 levels.
  /// @error request_malformed  as above, or beyond these bounds
  /// @error member_invalid     a known member that is neither string nor null; its name
  static Result<JsonBody> read_tolerant(const Request& request,
                                        std::initializer_list<std::string_view> known);

  /// The member's decoded text. View into *this, valid until it is destroyed; a move keeps it.
  std::optional<std::string_view> find(std::string_view name) const& noexcept;
  std::optional<std::string_view> find(std::string_view name) const&& = delete;
  /// The same for a member that must be there.
  /// @error member_invalid  absent; its name
  Result<std::string_view> require(std::string_view name) const& noexcept;
  Result<std::string_view> require(std::string_view name) const&& = delete;

 private:
  static Result<JsonBody> scan(const Request& request, const Limits& limits);

  SecretBytes text_;
  std::vector<JsonMember> members_;
};

}  // namespace signet::inline v0
