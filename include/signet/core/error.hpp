// Error: what went wrong and, where it helps, the name of the claim, member or rule concerned.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "signet/core/errc.hpp"

namespace signet::inline v0 {

/// A failure as a value: 32 bytes, trivially copyable, self-contained.
///
/// The name is copied in and cut at 24 bytes, so it outlives the policy or text it came from. It is a name
/// the standards register or the program's author chose, never a byte of a token, key or password; a member
/// that only the outside world named is given by its position instead. Two errors are equal when code and
/// name are.
class Error {
 public:
  static constexpr std::size_t name_capacity = 24;

  constexpr explicit(false) Error(Errc code, std::string_view name = {}) noexcept
      : code_(code),
        name_size_(static_cast<std::uint8_t>(name.size() < name_capacity ? name.size() : name_capacity)) {
    for (std::size_t i = 0; i < name_size_; ++i) name_[i] = name[i];
  }

  /// An error at a byte offset of the text that was read.
  static constexpr Error at(Errc code, std::size_t position) noexcept {
    return {code, Detail::position, position};
  }
  /// A refusal that may be tried again after `seconds` whole seconds.
  static constexpr Error retry(Errc code, std::size_t seconds) noexcept {
    return {code, Detail::retry_after, seconds};
  }

  constexpr Errc code() const noexcept { return code_; }
  Stage stage() const noexcept { return row_of(code_).stage; }
  std::uint16_t http_status() const noexcept { return row_of(code_).http_status; }
  /// One sentence for people; constant per code.
  std::string_view sentence() const noexcept { return row_of(code_).sentence; }

  /// The claim, header member, option or rule concerned; empty when there is none. View into *this.
  constexpr std::string_view name() const& noexcept { return {name_.data(), name_size_}; }
  std::string_view name() const&& = delete;

  /// The byte offset, in the text that was read, at which it went wrong.
  constexpr std::optional<std::uint32_t> position() const noexcept { return detail_of(Detail::position); }
  /// Whole seconds after which the same call may succeed.
  constexpr std::optional<std::uint32_t> retry_after() const noexcept {
    return detail_of(Detail::retry_after);
  }

  friend constexpr bool operator==(const Error& a, const Error& b) noexcept {
    return a.code_ == b.code_ && a.name() == b.name();
  }

 private:
  enum class Detail : std::uint8_t { none, position, retry_after };

  constexpr Error(Errc code, Detail detail, std::size_t number) noexcept : code_(code), detail_(detail) {
    number_ = static_cast<std::uint32_t>(number < 0xffffffff ? number : 0xffffffff);
  }
  constexpr std::optional<std::uint32_t> detail_of(Detail detail) const noexcept {
    return detail_ == detail ? std::optional{number_} : std::nullopt;
  }

  Errc code_;
  std::uint8_t name_size_ = 0;
  Detail detail_ = Detail::none;
  std::array<char, name_capacity> name_{};
  std::uint32_t number_ = 0;
};

static_assert(std::is_trivially_copyable_v<Error> && sizeof(Error) == 32);

/// Reads well at a return: `return fail(Errc::claim_missing, "sub");`
constexpr Error fail(Errc code, std::string_view name = {}) noexcept { return {code, name}; }

}  // namespace signet::inline v0
