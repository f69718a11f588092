// JsonWriter: writes compact JSON, member by member, in the order of the calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// Appends JSON text to a string that the caller owns; commas and escapes are its business, balance is yours.
///
///     JsonWriter json{out};
///     json.begin_object().key("sub").string(id).key("exp").date(expiry).end_object();
///
/// @thread one writer on one thread
class JsonWriter {
 public:
  /// Appends to `out`, which is borrowed until the writer is gone.
  explicit JsonWriter(std::string& out) noexcept : out_(&out) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  /// The name of the next member.
  JsonWriter& key(std::string_view name);
  /// A string; text that is not UTF-8 makes `finish` fail.
  JsonWriter& string(std::string_view text);
  JsonWriter& integer(std::int64_t number);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Whole seconds as RFC 7519 NumericDate, rounded down.
  JsonWriter& date(NumericDate date);
  /// JSON text that the caller vouches for.
  JsonWriter& raw(std::string_view json);

  /// Whether all that was written is valid JSON text.
  /// @error utf8_invalid  a name or string was not UTF-8; what was appended must be thrown away
  [[nodiscard]] Result<void> finish() const;

 private:
  void separate();
  void quoted(std::string_view text);

  std::string* out_;
  bool comma_ = false;
  bool utf8_ = true;
};

}  // namespace signet::inline v0
