// Runs a policy's program over a token. The rules that nearly every policy has are read in here, without a
// call.
#include <cstddef>
#include <cstring>
#include <optional>
#include <string_view>

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

// Whether two texts of one size, which is `Piece` at least, are the same. Of constant size, memcmp is no
// call. The last piece lies over the one before it, so that nothing is left to compare byte by byte.
template <std::size_t Piece>
bool same_pieces(std::string_view a, std::string_view b) noexcept {
  const std::size_t last = a.size() - Piece;
  for (std::size_t at = 0; at < last; at += Piece) {
    if (std::memcmp(a.data() + at, b.data() + at, Piece) != 0) return false;
  }
  return std::memcmp(a.data() + last, b.data() + last, Piece) == 0;
}

// As ==, of which for short texts the call of memcmp is the larger part.
bool same_text(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  if (a.size() >= 16) return same_pieces<16>(a, b);
  if (a.size() >= 4) return same_pieces<4>(a, b);
  return a.empty() || same_pieces<1>(a, b);
}

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
[[gnu::noinline]] Finding finding(const PolicyProgram& program, const Leaf& leaf,
                                  const Inquiry& inquiry) noexcept {
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

// Whether the claim is a registered one, a string, and the leaf's first operand.
bool is_first_operand(const Leaf& leaf, const Inquiry& inquiry) noexcept {
  if (!inquiry.registered.has(leaf.claim)) return false;
  const JsonObject& claims = inquiry.token.claims;
  const std::size_t place = inquiry.registered.place_of(leaf.claim);
  if (claims.members()[place].type != JsonType::string) return false;
  const std::string_view text = claims.value(place).text;
  return text.size() == leaf.operand.size() && text.size() >= 16 && same_pieces<16>(text, leaf.operand);
}

// The same in line, of the rules that nearly every policy has, for claims as nearly every token has them.
Finding quick_finding(const PolicyProgram& program, const Leaf& leaf, const Inquiry& inquiry) noexcept {
  if (leaf.op < LeafOp::scope && is_first_operand(leaf, inquiry)) return Finding::holds;
  if (leaf.op == LeafOp::expires) return expires(inquiry);
  if (leaf.op == LeafOp::not_before) return starts(Registered::nbf, inquiry, inquiry.leeway.not_before);
  return finding(program, leaf, inquiry);
}

// How it goes on from a leaf that does not hold, the first one.
[[gnu::noinline]] std::optional<Error> refusal_from(std::uint32_t at, Finding found,
                                                    const PolicyProgram& program,
                                                    const Inquiry& inquiry) noexcept {
  Failures failures;
  for (;;) {
    const Leaf& leaf = program.leaves[at];
    if (leaf.holds(found)) {
      failures.forget_from(leaf.yes.from);
      at = leaf.yes.to;
      if (at == accept) return std::nullopt;
    } else {
      failures.add(at, failure(program, leaf, found));
      at = leaf.no.to;
      if (at == reject) return failures.verdict();
    }
    found = finding(program, program.leaves[at], inquiry);
  }
}

}  // namespace

// As long as every leaf holds, there is nothing to remember: the usual policy is a row of rules joined by &&.
std::optional<Error> refusal(const PolicyProgram& program, const Inquiry& inquiry) noexcept {
  for (std::uint32_t at = 0; at != accept;) {
    const Leaf& leaf = program.leaves[at];
    const Finding found = quick_finding(program, leaf, inquiry);
    if (!leaf.holds(found)) return refusal_from(at, found, program, inquiry);
    at = leaf.yes.to;
  }
  return std::nullopt;
}

}  // namespace signet::inline v0::detail
