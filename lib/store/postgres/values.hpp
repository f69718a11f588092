// Values as PostgreSQL reads and writes them in text.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/numeric_date.hpp"
#include "signet/core/uuid.hpp"
#include "signet/session/epoch.hpp"
#include "store/postgres/driver.hpp"

namespace signet::inline v0::detail::postgres {

inline std::string value(std::integral auto number) { return std::to_string(number); }
inline std::string value(bool yes) { return yes ? "t" : "f"; }
inline std::string value(NumericDate date) { return value(date.microseconds()); }
inline std::string value(Epoch epoch) { return value(epoch.count); }
inline std::string value(const Uuid& uuid) { return uuid.text(); }
/// Any bytes, for a parameter of type bytea.
std::string bytes_value(std::string_view bytes);

/// One row, column by column from the first. What does not read as asked is noted, and told at the end.
class RowReader {
 public:
  RowReader(const Rows& rows, std::size_t row) noexcept : values_(rows.row(row)) {}

  template <std::integral Number>
  Number number() noexcept {
    const std::string_view text = next();
    Number read{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), read);
    good_ = good_ && problem == std::errc{} && end == text.data() + text.size();
    return read;
  }
  NumericDate date() noexcept { return NumericDate::from_microseconds(number<std::int64_t>()); }
  std::optional<NumericDate> optional_date() noexcept;
  Epoch epoch() noexcept { return Epoch{number<std::uint64_t>()}; }
  bool boolean() noexcept;
  Uuid uuid() noexcept;
  /// Valid as long as the rows.
  std::string_view text() noexcept { return next(); }
  /// Of a column written by encode(…, 'hex').
  std::string bytes();

  /// Whether all was as asked.
  bool good() const noexcept { return good_; }

 private:
  std::string_view next() noexcept;

  std::span<const std::optional<std::string>> values_;
  std::size_t column_ = 0;
  bool good_ = true;
};

}  // namespace signet::inline v0::detail::postgres
