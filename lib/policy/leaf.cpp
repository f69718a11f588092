// What the less common rules find in a token, and how a rule fails.
#include <algorithm>
#include <array>
#include <cstring>

#include "policy/program.hpp"
#include "policy/times.hpp"

namespace signet::inline v0::detail {
namespace {

// Of an `aud` that is no string.
Finding audience(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::array) return Finding::invalid;
  bool any = false;
  bool all = true;
  JsonElements walk{claim.text};
  while (const auto element = walk.next()) {
    if (element->type != JsonType::string) return Finding::invalid;
    const bool match =
        program.any_operand(leaf, [&](std::string_view name) { return element->equals(name); });
    any = any || match;
    all = all && match;
  }
  return holds_if(any && (all || leaf.op == LeafOp::any_audience));
}

Finding integer(const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::number) return Finding::invalid;
  const auto number = json_integer(claim.text);
  return number ? holds_if(*number == leaf.number) : Finding::invalid;
}

Finding boolean(const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::boolean) return Finding::invalid;
  return holds_if((claim.text == "true") == (leaf.number != 0));
}

Finding contains(std::string_view wanted, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::array) return Finding::invalid;
  JsonElements walk{claim.text};
  while (const auto element = walk.next()) {
    if (element->equals(wanted)) return Finding::holds;
  }
  return Finding::differs;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// RFC 7515 §4.1.9: "application/" may be left out where the rest has no other '/'.
std::string_view short_media_type(std::string_view type) noexcept {
  constexpr std::string_view prefix = "application/";
  if (type.size() <= prefix.size() || !equal_ignoring_case(type.substr(0, prefix.size()), prefix))
    return type;
  const std::string_view rest = type.substr(prefix.size());
  return rest.find('/') == std::string_view::npos ? rest : type;
}

Finding typ(std::string_view wanted, std::optional<std::string_view> typ) noexcept {
  if (!typ) return Finding::absent;
  return holds_if(equal_ignoring_case(short_media_type(*typ), short_media_type(wanted)));
}

Finding expected_text(std::optional<std::string_view> expected, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::string) return Finding::invalid;
  return expected ? holds_if(claim.text == *expected) : Finding::unasked;
}

Finding key_thumbprint(std::optional<std::string_view> expected, const JsonValue& claim) noexcept {
  std::array<char, 1024> copy;  // what is nested in a claim stands as written; scanning it decodes in place
  std::array<JsonMember, 16> index;
  if (claim.type != JsonType::object || claim.text.size() > copy.size()) return Finding::invalid;
  std::memcpy(copy.data(), claim.text.data(), claim.text.size());
  const auto members =
      scan_object(std::span{copy}.first(claim.text.size()), index, Limits{.members = index.size()});
  if (!members) return Finding::invalid;
  const JsonObject confirmation{copy.data(), std::span{index}.first(*members)};
  const auto thumbprint = confirmation.find("jkt");
  return thumbprint ? expected_text(expected, *thumbprint) : Finding::lacking;
}

Finding max_age(std::optional<Seconds> limit, const Inquiry& inquiry) noexcept {
  const auto* const issued = inquiry.registered.date(Registered::iat);
  if (issued == nullptr) return Finding::invalid;
  if (lies_ahead(issued->up, inquiry.now, inquiry.leeway.issued_at)) return Finding::in_future;
  if (!limit) return Finding::unasked;
  const auto age = inquiry.now - issued->down;
  return holds_if(std::max(age, Seconds{}) <= *limit);
}

// The code of a plain rule that read another value than it wants.
Errc difference(LeafOp op) noexcept {
  switch (op) {
    case LeafOp::scope:
      return Errc::insufficient_scope;
    case LeafOp::typ:
      return Errc::typ_mismatch;
    case LeafOp::expires:
      return Errc::token_expired;
    case LeafOp::not_before:
      return Errc::token_not_yet_valid;
    case LeafOp::issued_at:
      return Errc::token_issued_in_future;
    case LeafOp::max_age:
    case LeafOp::expected_max_age:
      return Errc::token_too_old;
    case LeafOp::custom:
      return Errc::custom_rule_failed;
    default:
      return Errc::claim_mismatch;
  }
}

Errc code_of(LeafOp op, Finding finding) noexcept {
  switch (finding) {
    case Finding::holds:
      return Errc::claim_forbidden;  // of a negated rule
    case Finding::absent:
      return op == LeafOp::typ ? Errc::typ_mismatch : Errc::claim_missing;
    case Finding::lacking:
      return Errc::claim_missing;
    case Finding::invalid:
      return Errc::claim_invalid;
    case Finding::in_future:
      return Errc::token_issued_in_future;
    case Finding::differs:
    case Finding::unasked:
      break;
  }
  return difference(op);
}

}  // namespace

Finding finding_beside_claims(const Leaf& leaf, const TokenView& token) noexcept {
  if (leaf.op == LeafOp::typ) return typ(leaf.operand, token.typ);
  return holds_if(leaf.accepts != nullptr && leaf.accepts(token));
}

Finding finding_in_claim(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim,
                         const Inquiry& inquiry) noexcept {
  switch (leaf.op) {
    case LeafOp::present:
      return Finding::holds;
    case LeafOp::integer:
      return integer(leaf, claim);
    case LeafOp::boolean:
      return boolean(leaf, claim);
    case LeafOp::contains:
      return contains(leaf.operand, claim);
    case LeafOp::any_audience:
    case LeafOp::only_audience:
      return audience(program, leaf, claim);
    case LeafOp::nonce:
      return expected_text(inquiry.expected.nonce, claim);
    case LeafOp::access_token_hash:
      return expected_text(inquiry.expected.access_token_hash, claim);
    case LeafOp::key_thumbprint:
      return key_thumbprint(inquiry.expected.key_thumbprint, claim);
    case LeafOp::max_age:
      return max_age(Seconds::of_microseconds(leaf.number), inquiry);
    case LeafOp::expected_max_age:
      return max_age(inquiry.expected.max_age, inquiry);
    default:
      return Finding::invalid;  // a rule over strings, of a claim that is none
  }
}

Error failure(const PolicyProgram& program, const Leaf& leaf, Finding found) noexcept {
  return fail(code_of(leaf.op, found), program.name(leaf));
}

}  // namespace signet::inline v0::detail
