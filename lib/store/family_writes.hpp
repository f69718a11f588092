// What every session store writes by the same measure, however it keeps its families.
#pragma once

#include <cstddef>

#include "session/family_rules.hpp"

namespace signet::inline v0::detail {

/// How many families that have ended a create forgets at most.
inline constexpr std::size_t most_forgotten = 4;

/// Whether what `use` made of a family is worth a write: one that is used at each request would otherwise be
/// written at each, to move its idle end by a moment.
inline bool worth_writing(const Family& before, const Family& after, Seconds idle) noexcept {
  const Seconds moved = after.idle_until - before.idle_until;
  return before.used != after.used || moved.microseconds() > idle.microseconds() / 64;
}

}  // namespace signet::inline v0::detail
