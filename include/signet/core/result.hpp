// Result<T>: a value or an Error, with std::expected's spelling and fewer ways to be wrong.
#pragma once

#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "signet/core/error.hpp"

namespace signet::inline v0 {

/// True for types that are an *outcome* (match or mismatch, rotated or reused). A Result of one has no
/// conversion to bool, because `if (verify_password(...))` would take "it worked, and it is a mismatch" for
/// yes. Specialised next to each such type.
template <class T>
inline constexpr bool is_outcome = false;

namespace detail {
/// Ends the process with a message: a Result was read as what it does not hold.
[[noreturn]] void wrong_access(const Error* held) noexcept;
}  // namespace detail

/// Either a T or an Error; never empty, never throws.
///
/// `*` and `->` on an error end the process with a message in every build; test first. `->` on a temporary
/// does not compile: the value would be gone at the end of the line.
/// @thread as safe as T
template <class T>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<T, bool>, "a bool in a Result is mistaken for success; use an enum");

 public:
  using value_type = T;

  explicit(false) Result(Error error) noexcept : error_(error), has_value_(false) {}
  explicit(false) Result(T value) noexcept(std::is_nothrow_move_constructible_v<T>)
      : value_(std::move(value)), has_value_(true) {}
  /// Builds the value in place, for types too large to move twice.
  template <class... Args>
  explicit Result(std::in_place_t, Args&&... args) : value_(std::forward<Args>(args)...), has_value_(true) {}

  Result(const Result& other)
    requires std::is_copy_constructible_v<T>
      : has_value_(other.has_value_) {
    has_value_ ? static_cast<void>(::new (static_cast<void*>(&value_)) T(other.value_))
               : static_cast<void>(::new (static_cast<void*>(&error_)) Error(other.error_));
  }
  Result(Result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : has_value_(other.has_value_) {
    has_value_ ? static_cast<void>(::new (static_cast<void*>(&value_)) T(std::move(other.value_)))
               : static_cast<void>(::new (static_cast<void*>(&error_)) Error(other.error_));
  }
  Result& operator=(Result other) noexcept(std::is_nothrow_move_constructible_v<T>) {
    this->~Result();
    return *::new (this) Result(std::move(other));
  }
  ~Result() {
    if (has_value_) value_.~T();
  }

  [[nodiscard]] bool has_value() const noexcept { return has_value_; }
  explicit operator bool() const noexcept
    requires(!is_outcome<T>)
  {
    return has_value_;
  }

  T& operator*() & noexcept { return checked(); }
  const T& operator*() const& noexcept { return checked(); }
  T&& operator*() && noexcept { return std::move(checked()); }
  T* operator->() & noexcept { return &checked(); }
  const T* operator->() const& noexcept { return &checked(); }
  T* operator->() && = delete;
  const T* operator->() const&& = delete;

  T& value() & noexcept { return checked(); }
  const T& value() const& noexcept { return checked(); }
  T&& value() && noexcept { return std::move(checked()); }

  const Error& error() const& noexcept {
    if (has_value_) detail::wrong_access(nullptr);
    return error_;
  }
  Error error() && noexcept {
    if (has_value_) detail::wrong_access(nullptr);
    return error_;
  }

  template <class U>
  T value_or(U&& other) && {
    return has_value_ ? std::move(value_) : static_cast<T>(std::forward<U>(other));
  }
  template <class U>
  T value_or(U&& other) const& {
    return has_value_ ? value_ : static_cast<T>(std::forward<U>(other));
  }

  /// `next(value)`, which returns a Result, or the error passed on.
  template <class F>
  auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!has_value_) return error_;
    return std::forward<F>(next)(std::move(value_));
  }

 private:
  T& checked() noexcept {
    if (!has_value_) detail::wrong_access(&error_);
    return value_;
  }
  const T& checked() const noexcept {
    if (!has_value_) detail::wrong_access(&error_);
    return value_;
  }

  union {
    T value_;
    Error error_;
  };
  bool has_value_;
};

/// Done, or an Error. True in an `if` means that the thing was done.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() noexcept = default;
  explicit(false) Result(Error error) noexcept : error_(error) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return !error_.has_value(); }

  const Error& error() const& noexcept {
    if (!error_) detail::wrong_access(nullptr);
    return *error_;
  }
  Error error() && noexcept {
    if (!error_) detail::wrong_access(nullptr);
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace signet::inline v0
