// UsualRules: the rules that nearly every policy has, gathered so that they are asked in one row.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/same_text.hpp"
#include "policy/times.hpp"
#include "signet/policy/expected.hpp"

namespace signet::inline v0::detail {

/// What there is to ask of a token by the rules of a program that are joined by && alone, without an order
/// and without an error: those are for whoever is told no.
struct UsualRules {
  /// A claim that is a string, and this one.
  struct Text {
    Registered claim;
    std::string_view is;
  };

  /// Whether they are true of these claims at `now`. False says that the program must be run, and not that it
  /// refuses.
  bool hold(const JsonObject& claims, const RegisteredClaims& registered, NumericDate now,
            const Leeway& leeway) const noexcept {
    if (!joined_by_and || !registered.have_plain(claims_read) || !is_timely(registered, now, leeway))
      return false;
    for (const Text& text : texts) {
      if (!same_text(claims.value(registered.place_of(text.claim)).text, text.is)) return false;
    }
    return true;
  }

  bool joined_by_and = false;           ///< else nothing is gathered
  std::uint64_t claims_read = 0;        ///< their bits: dates that must be there, and texts
  std::vector<Text> texts{};            ///< views into the program's arena
  std::vector<std::uint32_t> others{};  ///< the leaves that are none of these
};

}  // namespace signet::inline v0::detail
