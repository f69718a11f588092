// Runs a policy's program over a token.
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/same_text.hpp"
#include "policy/program.hpp"
#include "policy/times.hpp"

namespace signet::inline v0::detail {
namespace {

// The leaves that failed and may decide how the whole fails. When a part of the policy turns out to hold,
// its failures are forgotten; they are always the last ones. So it is enough to know the first failure and
// the first ones after it that differ from it.
class Failures {
 public:
  void add(std::uint32_t leaf, const Error& error) noexcept {
    if (!first_) {
      first_ = error;
      first_at_ = leaf;
    }
    if (error.code() != first_->code() && leaf < other_code_at_) other_code_at_ = leaf;
    if (error.name() != first_->name() && leaf < other_name_at_) other_name_at_ = leaf;
  }

  void forget_from(std::uint32_t leaf) noexcept {
    if (first_at_ >= leaf) *this = {};
    if (other_code_at_ >= leaf) other_code_at_ = none;
    if (other_name_at_ >= leaf) other_name_at_ = none;
  }

  Error verdict() const noexcept {
    if (other_code_at_ != none) return fail(Errc::no_alternative);
    return other_name_at_ != none ? fail(first_->code()) : *first_;
  }

 private:
  static constexpr std::uint32_t none = 0xffffffff;
  std::optional<Error> first_;
  std::uint32_t first_at_ = none;
  std::uint32_t other_code_at_ = none;
  std::uint32_t other_name_at_ = none;
};

constexpr std::size_t no_place = static_cast<std::size_t>(-1);

std::size_t place_by_name(const PolicyProgram& program, const Leaf& leaf, const JsonObject& claims) noexcept {
  const auto members = claims.members();
  const std::string_view name = program.name(leaf);
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].name_head == leaf.name_head && same_text(claims.name(i), name)) return i;
  }
  return no_place;
}

// Where the claim that the leaf reads stands in the set; no_place if it does not.
std::size_t place_of_claim(const PolicyProgram& program, const Leaf& leaf, const Inquiry& inquiry) noexcept {
  if (inquiry.registered.has(leaf.claim)) return inquiry.registered.place_of(leaf.claim);
  if (leaf.claim != Registered::none) return no_place;
  return place_by_name(program, leaf, inquiry.token.claims);
}

Finding expires(const Inquiry& inquiry) noexcept {
  if (const auto* const expiry = inquiry.registered.date(Registered::exp)) {
    return holds_if(!has_expired(expiry->down, inquiry.now, inquiry.leeway.expires));
  }
  return inquiry.registered.has(Registered::exp) ? Finding::invalid : Finding::absent;
}

Finding starts(Registered claim, const Inquiry& inquiry, Seconds leeway) noexcept {
  if (const auto* const start = inquiry.registered.date(claim)) {
    return holds_if(!lies_ahead(start->up, inquiry.now, leeway));
  }
  return inquiry.registered.has(claim) ? Finding::invalid : Finding::absent;
}

// RFC 6749 §3.3: parted by single spaces, nothing else. `wanted` is a value, so it holds no space.
bool has_scope(std::string_view values, std::string_view wanted) noexcept {
  for (;;) {
    const std::size_t size = wanted.size();
    const bool whole = values.size() == size || (values.size() > size && values[size] == ' ');
    if (whole && same_text(values.substr(0, size), wanted)) return true;
    const std::size_t end = values.find(' ');
    if (end == std::string_view::npos) return false;
    values.remove_prefix(end + 1);
  }
}

Finding finding_in_text(const PolicyProgram& program, const Leaf& leaf, std::string_view claim) noexcept {
  if (leaf.op == LeafOp::scope) return holds_if(leaf.number != 0 && has_scope(claim, leaf.operand));
  return holds_if(
      program.any_operand(leaf, [claim](std::string_view operand) { return same_text(operand, claim); }));
}

// Of any rule.
Finding finding(const PolicyProgram& program, const Leaf& leaf, const Inquiry& inquiry) noexcept {
  switch (leaf.op) {
    case LeafOp::expires:
      return expires(inquiry);
    case LeafOp::not_before:
      return starts(Registered::nbf, inquiry, inquiry.leeway.not_before);
    case LeafOp::issued_at:
      return starts(Registered::iat, inquiry, inquiry.leeway.issued_at);
    case LeafOp::typ:
    case LeafOp::custom:
      return finding_beside_claims(leaf, inquiry.token);
    default:
      break;
  }
  const std::size_t place = place_of_claim(program, leaf, inquiry);
  if (place == no_place) return Finding::absent;
  const JsonValue claim = inquiry.token.claims.value(place);
  const bool of_text = leaf.op <= LeafOp::scope && claim.type == JsonType::string;
  return of_text ? finding_in_text(program, leaf, claim.text)
                 : finding_in_claim(program, leaf, claim, inquiry);
}

// Of a program of any form, from its first leaf on.
[[gnu::noinline]] std::optional<Error> run(const PolicyProgram& program, const Inquiry& inquiry) noexcept {
  Failures failures;
  for (std::uint32_t at = 0;;) {
    const Leaf& leaf = program.leaves[at];
    const Finding found = finding(program, leaf, inquiry);
    if (leaf.holds(found)) {
      failures.forget_from(leaf.yes.from);
      at = leaf.yes.to;
      if (at == accept) return std::nullopt;
    } else {
      failures.add(at, failure(program, leaf, found));
      at = leaf.no.to;
      if (at == reject) return failures.verdict();
    }
  }
}

}  // namespace

// Rules joined by && alone fail as the first one that does: where the usual ones hold, one of the others.
std::optional<Error> refusal(const PolicyProgram& program, const Inquiry& inquiry) noexcept {
  const UsualRules& usual = program.usual;
  if (!usual.hold(inquiry.token.claims, inquiry.registered, inquiry.now, inquiry.leeway)) {
    return run(program, inquiry);
  }
  for (const std::uint32_t at : usual.others) {
    const Leaf& leaf = program.leaves[at];
    const Finding found = finding(program, leaf, inquiry);
    if (!leaf.holds(found)) return failure(program, leaf, found);
  }
  return std::nullopt;
}

}  // namespace signet::inline v0::detail
