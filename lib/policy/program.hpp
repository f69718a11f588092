// PolicyProgram: a policy as a row of leaves with yes and no jumps; how programs are joined and negated.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/usual_rules.hpp"
#include "signet/policy/claims_set.hpp"
#include "signet/policy/policy.hpp"

namespace signet::inline v0::detail {

enum class LeafOp : std::uint8_t {
  text,  // to scope: what they compare is a string, or an array of these in `aud`
  any_audience,
  only_audience,
  scope,
  present,
  integer,
  boolean,
  contains,
  typ,
  nonce,
  access_token_hash,
  key_thumbprint,
  expires,
  not_before,
  issued_at,
  max_age,
  expected_max_age,
  custom,
};

/// What a rule, as if it were plain, finds in a token. One bit each, for Leaf::holds_by.
enum class Finding : std::uint8_t {
  holds = 1,
  differs = 2,
  absent = 4,      // the claim is not in the token
  lacking = 8,     // the claim is there without the part that is read
  invalid = 16,    // of the wrong type
  unasked = 32,    // the call's Expected left out what the claim is compared with
  in_future = 64,  // max_age, of an iat later than now
};
constexpr std::uint8_t bit(Finding found) noexcept { return static_cast<std::uint8_t>(found); }
constexpr Finding holds_if(bool holds) noexcept { return holds ? Finding::holds : Finding::differs; }

inline constexpr std::uint32_t accept = 0xffffffff;
inline constexpr std::uint32_t reject = 0xfffffffe;

/// Where a leaf goes next: always forward, or out. `from` is the first leaf of the largest part of the policy
/// that this jump decides; the exits decide the whole, so theirs is 0.
struct Jump {
  std::uint32_t to;
  std::uint32_t from;
};

struct Leaf {
  bool holds(Finding found) const noexcept { return (holds_by & bit(found)) != 0; }
  void negate() noexcept { holds_by = static_cast<std::uint8_t>(holds_by ^ 3U); }

  LeafOp op{};
  Registered claim = Registered::none;          ///< whose value it reads, if that is a registered one
  std::uint8_t holds_by = bit(Finding::holds);  ///< what it may find to hold, negation included
  std::uint32_t name_head = 0;                  ///< JsonMember::name_head of the claim
  Jump yes{accept, 0};                          ///< it holds
  Jump no{reject, 0};
  std::string_view operand{};    ///< the first one, of a shared program: in its arena
  std::uint32_t first_text = 0;  ///< in `texts`: the name of claim or rule, then the operands
  std::uint32_t text_count = 0;
  std::int64_t number = 0;  ///< integer: itself; boolean and scope: 0 or 1; max_age: microseconds
  bool (*accepts)(const TokenView&) noexcept = nullptr;
};

/// Whether passing needs a certain leaf, and whether passing the negation would.
struct Demand {
  bool plain = false;
  bool negated = false;
};

/// A piece of the arena.
struct Text {
  std::uint32_t at;
  std::uint32_t size;
};

/// Never empty; immutable once it is shared.
struct PolicyProgram {
  mutable std::atomic<std::uint32_t> owners{1};
  std::vector<Leaf> leaves;
  std::vector<Text> texts;
  std::string arena;
  Demand audience;
  Demand expiry;
  UsualRules usual{};

  std::string_view text(std::size_t i) const noexcept { return {arena.data() + texts[i].at, texts[i].size}; }
  std::string_view name(const Leaf& leaf) const noexcept { return text(leaf.first_text); }
  /// Whether one of the leaf's operands is accepted by `same`.
  template <class Same>
  bool any_operand(const Leaf& leaf, Same same) const noexcept {
    for (std::size_t i = 1; i < leaf.text_count; ++i) {
      if (same(text(leaf.first_text + i))) return true;
    }
    return false;
  }
};

/// A program of this one leaf, about claim or rule `name`.
SharedProgram single(Leaf leaf, std::string_view name, std::initializer_list<std::string_view> operands = {});
SharedProgram both(const PolicyProgram& a, const PolicyProgram& b);
SharedProgram either(const PolicyProgram& a, const PolicyProgram& b);
SharedProgram negation(const PolicyProgram& program);
/// The same single leaf, content with absence.
SharedProgram absence_accepted(const PolicyProgram& single);

/// What a check is about.
struct Inquiry {
  const TokenView& token;
  const RegisteredClaims& registered;  // of the same token
  NumericDate now;
  const Expected& expected;
  const Leeway& leeway;
};

/// Whether the policy holds, told without a call. False says that it must be asked by `refusal`.
inline bool holds_as_usual(const PolicyProgram& program, const JsonObject& claims,
                           const RegisteredClaims& registered, NumericDate now,
                           const Leeway& leeway) noexcept {
  return program.usual.others.empty() && program.usual.hold(claims, registered, now, leeway);
}

/// What typ and custom find, which read no claim.
Finding finding_beside_claims(const Leaf& leaf, const TokenView& token) noexcept;
/// What any other rule finds in its claim.
Finding finding_in_claim(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim,
                         const Inquiry& inquiry) noexcept;
/// Why a leaf that found this does not hold.
Error failure(const PolicyProgram& program, const Leaf& leaf, Finding found) noexcept;

/// Nothing, or why the policy does not hold.
std::optional<Error> refusal(const PolicyProgram& program, const Inquiry& inquiry) noexcept;

struct PolicyAccess {
  static Rule rule(SharedProgram program) noexcept { return Rule{std::move(program)}; }
  static Policy policy(SharedProgram program) noexcept { return Policy{std::move(program)}; }
  static const PolicyProgram& program(const ClaimPolicy& policy) noexcept { return *policy.program_; }
  static const PolicyProgram& program(const Policy& policy) noexcept { return *policy.program_; }
};

}  // namespace signet::inline v0::detail
