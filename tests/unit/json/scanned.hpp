// A text of one's own and what the scanner made of it, for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/cpu_level.hpp"
#include "signet/json/scanner.hpp"
#include "signet/json/view.hpp"

// At the level that is chosen. The text lies in memory of its own size, so that a sanitizer sees what is read
// beyond it.
struct ScannedOnce {
  ScannedOnce(const std::string& source, const signet::Limits& limits)
      : text(source.begin(), source.end()), count(signet::scan_object(text, index, limits)) {}

  signet::JsonObject object() const { return {text.data(), std::span{index}.first(*count)}; }

  std::vector<char> text;
  std::array<signet::JsonMember, 256> index{};
  signet::Result<std::size_t> count;
};

inline bool same(const ScannedOnce& a, const ScannedOnce& b) {
  if (!a.count || !b.count) {
    return !a.count && !b.count && a.count.error() == b.count.error() &&
           a.count.error().position() == b.count.error().position();
  }
  const auto same_member = [](const signet::JsonMember& x, const signet::JsonMember& y) {
    return x.name_head == y.name_head && x.name_at == y.name_at && x.name_size == y.name_size &&
           x.value_at == y.value_at && x.value_size == y.value_size && x.type == y.type;
  };
  return a.text == b.text && std::ranges::equal(a.object().members(), b.object().members(), same_member);
}

// At each vector level, which must not show.
struct Scanned : ScannedOnce {
  explicit Scanned(const std::string& source, const signet::Limits& limits = {})
      : ScannedOnce(source, limits) {
    namespace detail = signet::detail;
    const detail::CpuLevel before = detail::cpu_level();
    for (const detail::CpuLevel level : detail::cpu_levels) {
      if (detail::use_cpu_level(level)) REQUIRE(same(*this, ScannedOnce{source, limits}));
    }
    detail::use_cpu_level(before);
  }
};

struct Refused {
  std::string text;
  signet::Errc code;
  std::uint32_t at;
};

inline void check_refused(const Refused& row, const signet::Limits& limits = {}) {
  const std::string shown = row.text.substr(0, 60);
  CAPTURE(shown);
  const Scanned scanned{row.text, limits};
  REQUIRE_FALSE(scanned.count.has_value());
  CHECK(signet::to_string(scanned.count.error().code()) == signet::to_string(row.code));
  CHECK(scanned.count.error().position().value_or(UINT32_MAX) == row.at);
}

inline void check_all_refused(const std::vector<Refused>& rows, const signet::Limits& limits = {}) {
  for (const Refused& row : rows) check_refused(row, limits);
}
