// A text of one's own and what the scanner made of it, for the tests of this room.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/json/scanner.hpp"
#include "signet/json/view.hpp"

struct Scanned {
  explicit Scanned(std::string source, const signet::Limits& limits = {})
      : text(std::move(source)), count(signet::scan_object(text, index, limits)) {}

  signet::JsonObject object() const { return {text.data(), std::span{index}.first(*count)}; }

  std::string text;
  std::array<signet::JsonMember, 256> index{};
  signet::Result<std::size_t> count;
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
