// A family as one value in Redis: text of fixed places, so that scripts compare and replace parts of it as
// text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "session/family_rules.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail::redis {

/// Text of a fixed size, on the stack.
template <std::size_t size>
class FixedText {
 public:
  constexpr std::array<char, size>& chars() noexcept { return chars_; }
  explicit(false) operator std::string_view() const noexcept { return {chars_.data(), size}; }

 private:
  std::array<char, size> chars_{};
};

// Of two such texts the greater is that of the greater number, in any locale: Lua's numbers would lose
// digits.

/// 19 digits behind a `1`; a time before 1970 as far from the earliest there is, behind a `0`.
FixedText<20> date_text(NumericDate date) noexcept;
FixedText<20> epoch_text(Epoch epoch) noexcept;
/// Of up to UINT32_MAX + 1.
FixedText<10> generation_text(std::uint64_t generation) noexcept;

/// The value, for a family that is not yet revoked nor voided.
std::string record_of(const Family& family);

/// What a record holds besides the family's id.
struct FamilyRecord {
  Family family;
  bool live = false;  ///< not revoked, and its epoch not passed
};

/// @error store_schema_mismatch
Result<FamilyRecord> read_record(std::string_view record);

/// @error store_schema_mismatch
Result<NumericDate> read_date(std::string_view text);
/// @error store_schema_mismatch
Result<std::uint64_t> read_number(std::string_view digits);

}  // namespace signet::inline v0::detail::redis
