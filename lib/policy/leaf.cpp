// One rule against one token: what it finds, and what that means for a plain and for a negated rule.
#include <algorithm>
#include <array>
#include <cstring>

#include "policy/program.hpp"
#include "policy/times.hpp"

namespace signet::inline v0::detail {
namespace {

Finding of(bool holds) noexcept { return holds ? Finding::holds : Finding::differs; }

Finding audience(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim) noexcept {
  const auto matches = [&](const auto& same) { return program.any_operand(leaf, same); };
  if (claim.type == JsonType::string) {
    return of(matches([&](std::string_view name) { return name == claim.text; }));
  }
  if (claim.type != JsonType::array) return Finding::invalid;
  bool any = false;
  bool all = true;
  JsonElements walk{claim.text};
  while (const auto element = walk.next()) {
    if (element->type != JsonType::string) return Finding::invalid;
    const bool match = matches([&](std::string_view name) { return element->equals(name); });
    any = any || match;
    all = all && match;
  }
  return of(any && (all || leaf.op == LeafOp::any_audience));
}

Finding text(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::string) return Finding::invalid;
  return of(program.any_operand(leaf, [&](std::string_view operand) { return operand == claim.text; }));
}

Finding integer(const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::number) return Finding::invalid;
  const auto number = json_integer(claim.text);
  return number ? of(*number == leaf.number) : Finding::invalid;
}

Finding boolean(const Leaf& leaf, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::boolean) return Finding::invalid;
  return of((claim.text == "true") == (leaf.number != 0));
}

Finding contains(std::string_view wanted, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::array) return Finding::invalid;
  JsonElements walk{claim.text};
  while (const auto element = walk.next()) {
    if (element->equals(wanted)) return Finding::holds;
  }
  return Finding::differs;
}

// RFC 6749 §3.3: parted by single spaces, nothing else; two in a row enclose an empty value, which is none.
Finding scope(std::string_view wanted, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::string) return Finding::invalid;
  std::string_view rest = claim.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end != 0 && rest.substr(0, end) == wanted) return Finding::holds;
    rest.remove_prefix(std::min(end + 1, rest.size()));
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
  return of(equal_ignoring_case(short_media_type(*typ), short_media_type(wanted)));
}

Finding expected_text(std::optional<std::string_view> expected, const JsonValue& claim) noexcept {
  if (claim.type != JsonType::string) return Finding::invalid;
  return expected ? of(claim.text == *expected) : Finding::unasked;
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

Finding expires(const Inquiry& inquiry) noexcept {
  const auto* const expiry = inquiry.registered.date(Registered::exp);
  return expiry ? of(!has_expired(expiry->down, inquiry.now, inquiry.leeway.expires)) : Finding::invalid;
}

Finding starts(Registered claim, const Inquiry& inquiry, Seconds leeway) noexcept {
  const auto* const start = inquiry.registered.date(claim);
  return start ? of(!lies_ahead(start->up, inquiry.now, leeway)) : Finding::invalid;
}

Finding max_age(std::optional<Seconds> limit, const Inquiry& inquiry) noexcept {
  const Finding issued = starts(Registered::iat, inquiry, inquiry.leeway.issued_at);
  if (issued == Finding::differs) return Finding::in_future;
  if (issued == Finding::invalid) return issued;
  if (!limit) return Finding::unasked;
  const auto age = inquiry.now - inquiry.registered.date(Registered::iat)->down;
  return of(std::max(age, Seconds{}) <= *limit);
}

Finding claim_finding(const PolicyProgram& program, const Leaf& leaf, const JsonValue& claim,
                      const Inquiry& inquiry) noexcept {
  switch (leaf.op) {
    case LeafOp::present:
      return Finding::holds;
    case LeafOp::text:
      return text(program, leaf, claim);
    case LeafOp::integer:
      return integer(leaf, claim);
    case LeafOp::boolean:
      return boolean(leaf, claim);
    case LeafOp::contains:
      return contains(program.text(leaf.first_text + 1), claim);
    case LeafOp::any_audience:
    case LeafOp::only_audience:
      return audience(program, leaf, claim);
    case LeafOp::scope:
      return scope(program.text(leaf.first_text + 1), claim);
    case LeafOp::nonce:
      return expected_text(inquiry.expected.nonce, claim);
    case LeafOp::access_token_hash:
      return expected_text(inquiry.expected.access_token_hash, claim);
    case LeafOp::key_thumbprint:
      return key_thumbprint(inquiry.expected.key_thumbprint, claim);
    case LeafOp::expires:
      return expires(inquiry);
    case LeafOp::not_before:
      return starts(Registered::nbf, inquiry, inquiry.leeway.not_before);
    case LeafOp::issued_at:
      return starts(Registered::iat, inquiry, inquiry.leeway.issued_at);
    case LeafOp::max_age:
      return max_age(Seconds::of_microseconds(leaf.number), inquiry);
    case LeafOp::expected_max_age:
      return max_age(inquiry.expected.max_age, inquiry);
    case LeafOp::typ:
    case LeafOp::custom:
      break;  // these read no claim
  }
  return Finding::invalid;
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

Finding finding(const PolicyProgram& program, const Leaf& leaf, const Inquiry& inquiry) noexcept {
  if (leaf.op == LeafOp::typ) return typ(program.text(leaf.first_text + 1), inquiry.token.typ);
  if (leaf.op == LeafOp::custom) return of(leaf.accepts != nullptr && leaf.accepts(inquiry.token));
  if (leaf.claim != Registered::none) {
    if (!inquiry.registered.has(leaf.claim)) return Finding::absent;
    return claim_finding(program, leaf, inquiry.token.claims.value(inquiry.registered.place_of(leaf.claim)),
                         inquiry);
  }
  const auto claim = inquiry.token.claims.find(program.name(leaf));
  return claim ? claim_finding(program, leaf, *claim, inquiry) : Finding::absent;
}

Error failure(const PolicyProgram& program, const Leaf& leaf, Finding found) noexcept {
  return fail(code_of(leaf.op, found), program.name(leaf));
}

}  // namespace signet::inline v0::detail
