// ClaimsText: a claims set written as JSON and scanned as a verifier scans it; verdicts as comparable text.
#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/policy/policy.hpp"

namespace signet_test {

inline constexpr auto noon = signet::NumericDate::from_seconds(1'700'000'000);

class ClaimsText {
 public:
  explicit ClaimsText(std::string_view json, std::optional<std::string_view> typ = std::nullopt)
      : text_(json), typ_(typ) {
    const auto members = signet::scan_object(text_, index_);
    REQUIRE(members.has_value());
    members_ = *members;
  }
  ClaimsText(const ClaimsText&) = delete;
  ClaimsText& operator=(const ClaimsText&) = delete;

  signet::TokenView view() const {
    return {.algorithm = signet::Algorithm::EdDSA,
            .typ = typ_,
            .kid = std::nullopt,
            .claims = signet::JsonObject{text_.data(), std::span{index_}.first(members_)}};
  }

 private:
  std::string text_;
  std::array<signet::JsonMember, 256> index_{};
  std::size_t members_ = 0;
  std::optional<std::string_view> typ_;
};

/// "accepted", or code and name: "claim_missing aud".
inline std::string verdict_of(const signet::Result<void>& result) {
  if (result) return "accepted";
  const auto& error = result.error();
  std::string text{to_string(error.code())};
  if (!error.name().empty()) text.append(" ").append(error.name());
  return text;
}

inline std::string verdict(const signet::Policy& policy, std::string_view json,
                           const signet::Expected& expected = {}, const signet::Leeway& leeway = {}) {
  return verdict_of(policy.check(ClaimsText{json}.view(), noon, expected, leeway));
}

/// One policy over one claims set, and what must come of it.
struct Row {
  signet::Policy policy;
  std::string json;
  std::string verdict;
};

inline void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.json);
    CAPTURE(row.verdict);
    CHECK(verdict(row.policy, row.json) == row.verdict);
  }
}

}  // namespace signet_test
