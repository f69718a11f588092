// Statement: one use of a prepared statement, reset at its end; and what SQLite's result codes mean to us.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "signet/core/result.hpp"

struct sqlite3_stmt;

namespace signet::inline v0::detail::sqlite {

/// What a failed call is to the caller of a store. Only the code is kept: SQLite's message may quote values.
Error error_of(int result_code) noexcept;

/// What a step came to.
enum class Step : std::uint8_t {
  row,
  done,
  conflict,  ///< a unique or primary key is taken
};

/// Bound values are borrowed until the Statement ends. A failed bind is reported by the next step.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* prepared) noexcept : prepared_(prepared) {}
  Statement(Statement&& other) noexcept
      : prepared_(std::exchange(other.prepared_, nullptr)), bound_(other.bound_) {}
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// Parameters count from 1. One that is not bound is NULL.
  Statement& bind(int parameter, std::int64_t value) noexcept;
  Statement& bind(int parameter, std::string_view text) noexcept;
  Statement& bind(int parameter, std::span<const std::uint8_t> blob) noexcept;

  /// @error store_unavailable
  [[nodiscard]] Result<Step> step() noexcept;

  /// Columns of the row that step() came to, counted from 0.
  std::int64_t integer(int column) const noexcept;
  /// nullopt for NULL.
  std::optional<std::int64_t> optional_integer(int column) const noexcept;
  std::string text(int column) const;
  /// Valid until the next step.
  std::span<const std::uint8_t> blob(int column) const noexcept;

 private:
  void note(int result_code) noexcept;

  sqlite3_stmt* prepared_;
  int bound_ = 0;  // the first result code of a bind that failed
};

}  // namespace signet::inline v0::detail::sqlite

template <>
inline constexpr bool signet::is_outcome<signet::detail::sqlite::Step> = true;
