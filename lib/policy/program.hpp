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

#include "signet/policy/claims_set.hpp"
#include "signet/policy/policy.hpp"

namespace signet::inline v0::detail {

enum class LeafOp : std::uint8_t {
  present,
  text,
  integer,
  boolean,
  contains,
  any_audience,
  only_audience,
  scope,
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

inline constexpr std::uint32_t accept = 0xffffffff;
inline constexpr std::uint32_t reject = 0xfffffffe;

/// Where a leaf goes next: always forward, or out. `from` is the first leaf of the largest part of the policy
/// that this jump decides; the exits decide the whole, so theirs is 0.
struct Jump {
  std::uint32_t to;
  std::uint32_t from;
};

struct Leaf {
  LeafOp op{};
  bool negated = false;
  bool absent_accepted = false;         ///< if_present
  Registered claim = Registered::none;  ///< whose value it reads, if that is a registered one
  Jump yes{accept, 0};                  ///< the leaf, negation included, holds
  Jump no{reject, 0};
  std::uint32_t first_text = 0;  ///< in `texts`: the name of claim or rule, then the operands
  std::uint32_t text_count = 0;
  std::int64_t number = 0;  ///< integer: itself; boolean: 0 or 1; max_age: microseconds
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

/// What a rule, as if it were plain, finds in a token.
enum class Finding : std::uint8_t {
  holds,
  differs,
  absent,     // the claim is not in the token
  lacking,    // the claim is there without the part that is read
  invalid,    // of the wrong type
  unasked,    // the call's Expected left out what the claim is compared with
  in_future,  // max_age, of an iat later than now
};

Finding finding(const PolicyProgram& program, const Leaf& leaf, const Inquiry& inquiry) noexcept;
/// Whether the leaf, negation and if_present included, holds by what it found.
constexpr bool holds(const Leaf& leaf, Finding found) noexcept {
  return found == (leaf.negated ? Finding::differs : Finding::holds) ||
         (found == Finding::absent && leaf.absent_accepted);
}
/// Why it does not.
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
