// How programs are made, joined, negated and shared.
#include "policy/program.hpp"

#include <utility>

#include "json/text.hpp"

namespace signet::inline v0::detail {
namespace {

bool leaves_program(const Jump& jump) { return jump.to == accept || jump.to == reject; }

Jump moved_by(Jump jump, std::uint32_t leaves) {
  if (leaves_program(jump)) return jump;
  return {jump.to + leaves, jump.from + leaves};
}

Jump opposite(Jump jump) {
  if (leaves_program(jump)) jump.to = jump.to == accept ? reject : accept;
  return jump;
}

Text append(PolicyProgram& program, std::string_view text) {
  const Text place{static_cast<std::uint32_t>(program.arena.size()), static_cast<std::uint32_t>(text.size())};
  program.arena += text;
  return place;
}

void append_texts(PolicyProgram& program, const PolicyProgram& other) {
  const auto offset = static_cast<std::uint32_t>(program.arena.size());
  program.arena += other.arena;
  for (const Text& text : other.texts) program.texts.push_back({text.at + offset, text.size});
}

void append_leaves(PolicyProgram& program, const PolicyProgram& other, std::uint32_t texts_before) {
  const auto leaves_before = static_cast<std::uint32_t>(program.leaves.size());
  for (Leaf leaf : other.leaves) {
    leaf.yes = moved_by(leaf.yes, leaves_before);
    leaf.no = moved_by(leaf.no, leaves_before);
    leaf.first_text += texts_before;
    program.leaves.push_back(leaf);
  }
}

// A program under construction; owned until it is shared, so that a bad_alloc on the way leaks nothing.
void free_program(PolicyProgram* program) noexcept { delete program; }
using OwnedProgram = Handle<PolicyProgram, free_program>;

OwnedProgram copy_of(const PolicyProgram& program) {
  OwnedProgram copy{new PolicyProgram};
  copy->leaves = program.leaves;
  copy->texts = program.texts;
  copy->arena = program.arena;
  copy->audience = program.audience;
  copy->expiry = program.expiry;
  return copy;
}

bool is_joined_by_and(const std::vector<Leaf>& leaves) {
  for (std::uint32_t at = 0; at < leaves.size(); ++at) {
    const std::uint32_t next = at + 1 < leaves.size() ? at + 1 : accept;
    if (leaves[at].yes.to != next || leaves[at].no.to != reject) return false;
  }
  return true;
}

// Whether it holds where its date is there, in a token that is timely.
bool wants_date(const Leaf& leaf) {
  return leaf.op == LeafOp::expires || leaf.op == LeafOp::not_before || leaf.op == LeafOp::issued_at;
}

// Whether it holds where a claim that is usually a string is its first operand.
bool wants_text(const Leaf& leaf) {
  const bool of_text = RegisteredClaims::is_text(leaf.claim);
  return leaf.op < LeafOp::scope && of_text && leaf.text_count > 1 && leaf.holds(Finding::holds);
}

UsualRules usual_rules(const PolicyProgram& program) {
  UsualRules rules{.joined_by_and = is_joined_by_and(program.leaves)};
  if (!rules.joined_by_and) return rules;
  for (std::uint32_t at = 0; at < program.leaves.size(); ++at) {
    const Leaf& leaf = program.leaves[at];
    const bool text = wants_text(leaf);
    if (!text && !wants_date(leaf)) {
      rules.others.push_back(at);
      continue;
    }
    rules.claims_read |= claim_bit(leaf.claim);
    if (text) rules.texts.push_back({leaf.claim, leaf.operand});
  }
  return rules;
}

SharedProgram share(OwnedProgram program) {
  for (Leaf& leaf : program->leaves) {
    if (leaf.text_count > 1) leaf.operand = program->text(leaf.first_text + 1);
  }
  program->usual = usual_rules(*program);
  return SharedProgram{program.release()};
}

// `first`, then `then` wherever `first` would have left by `exit`.
OwnedProgram concatenation(OwnedProgram first, const PolicyProgram& then, Jump Leaf::* way,
                           std::uint32_t exit) {
  const auto texts_before = static_cast<std::uint32_t>(first->texts.size());
  for (Leaf& leaf : first->leaves) {
    Jump& jump = leaf.*way;
    if (jump.to == exit) jump.to = static_cast<std::uint32_t>(first->leaves.size());
  }
  append_texts(*first, then);
  append_leaves(*first, then, texts_before);
  return first;
}

Demand demand_of_both(Demand a, Demand b) { return {a.plain || b.plain, a.negated && b.negated}; }
Demand demand_of_either(Demand a, Demand b) { return {a.plain && b.plain, a.negated || b.negated}; }

}  // namespace

SharedProgram single(Leaf leaf, std::string_view name, std::initializer_list<std::string_view> operands) {
  OwnedProgram program{new PolicyProgram};
  leaf.claim = registered_claim(name);
  leaf.name_head = name_head(name);
  leaf.text_count = static_cast<std::uint32_t>(operands.size() + 1);
  program->texts.push_back(append(*program, name));
  for (const std::string_view operand : operands) program->texts.push_back(append(*program, operand));
  program->leaves.push_back(leaf);
  program->audience.plain = leaf.op == LeafOp::any_audience || leaf.op == LeafOp::only_audience;
  program->expiry.plain = leaf.op == LeafOp::expires;
  return share(std::move(program));
}

SharedProgram both(const PolicyProgram& a, const PolicyProgram& b) {
  OwnedProgram joined = concatenation(copy_of(a), b, &Leaf::yes, accept);
  joined->audience = demand_of_both(a.audience, b.audience);
  joined->expiry = demand_of_both(a.expiry, b.expiry);
  return share(std::move(joined));
}

SharedProgram either(const PolicyProgram& a, const PolicyProgram& b) {
  OwnedProgram joined = concatenation(copy_of(a), b, &Leaf::no, reject);
  joined->audience = demand_of_either(a.audience, b.audience);
  joined->expiry = demand_of_either(a.expiry, b.expiry);
  return share(std::move(joined));
}

SharedProgram negation(const PolicyProgram& program) {
  OwnedProgram negated = copy_of(program);
  for (Leaf& leaf : negated->leaves) {  // De Morgan: every && becomes || and the other way round
    leaf.negate();
    leaf.yes = std::exchange(leaf.no, opposite(leaf.yes));
    leaf.yes = opposite(leaf.yes);
  }
  std::swap(negated->audience.plain, negated->audience.negated);
  std::swap(negated->expiry.plain, negated->expiry.negated);
  return share(std::move(negated));
}

SharedProgram absence_accepted(const PolicyProgram& single) {
  OwnedProgram program = copy_of(single);
  program->leaves.front().holds_by |= bit(Finding::absent);
  program->audience = {};
  program->expiry = {};
  return share(std::move(program));
}

void retain_program(const PolicyProgram* program) noexcept {
  program->owners.fetch_add(1, std::memory_order_relaxed);
}

void release_program(const PolicyProgram* program) noexcept {
  if (program->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete program;
}

}  // namespace signet::inline v0::detail
