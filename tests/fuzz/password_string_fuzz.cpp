// Fuzzes stored password hashes of every algorithm: read, written back, judged without an allocation, and
// verified as far as small ceilings let them.
#include <string>
#include <variant>

#include "fuzz/target.hpp"
#include "password/parsed_hash.hpp"
#include "signet/password/password_hasher.hpp"
#include "unit/token/counted_new.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

std::string text_of(const detail::ParsedHash& parsed) {
  return std::visit([](const auto& known) { return known.text(); }, parsed);
}

// Two spellings that are read are not written: argon2 version 16 unmarked, and PBKDF2's length of the tag.
bool written_otherwise(std::string_view input) {
  const bool unmarked = input.starts_with("$argon2") && input.find("$v=") == std::string_view::npos;
  return unmarked || (input.starts_with("$pbkdf2-sha256$") && input.find(",l=") != std::string_view::npos);
}

const PasswordHasher& hasher() {
  static const PasswordHasher built =
      *PasswordHasher::build({.target = Argon2Params{.memory = KiB{64}, .passes = 1, .lanes = 1},
                              .ceilings = {.memory = KiB{64},
                                           .passes = 2,
                                           .lanes = 2,
                                           .bcrypt_cost = 4,
                                           .pbkdf2_iterations = 1001,
                                           .scrypt_work = 1024}});
  return built;
}

void judge(std::string_view input, bool readable) {
  const std::size_t before = signet_test::allocations();
  const auto reasons = hasher().needs_rehash(input);
  const auto params = parameters_of(input);
  require(signet_test::allocations() == before, "judging a stored hash allocates nothing");
  require(reasons.has_value() == readable && params.has_value() == readable, "all readers accept the same");
}

void verify(std::string_view input, bool readable) {
  const auto checked = hasher().verify("a password that nothing here is of", input);
  if (checked.has_value()) {
    require(*checked == PasswordCheck::mismatch, "no other password matches");
    return;
  }
  const Errc code = checked.error().code();
  require(code != Errc::hash_failed, "what is within the ceilings can be computed");
  require(readable == (code == Errc::hash_too_expensive) ||
              (code == Errc::hash_unsupported && input.starts_with("$y$")),
          "what can be read is refused for its cost only");
}

}  // namespace

void look_at(std::string_view input) {
  const auto parsed = detail::parse_stored(input);
  if (parsed) {
    const std::string text = text_of(*parsed);
    require(text == input || written_otherwise(input), "what was read is written as it stood");
    const auto again = detail::parse_stored(text);
    require(again && text_of(*again) == text, "what was written is read, and written the same");
    require(parameters_of(text).value() == parameters_of(input).value(), "with the same parameters");
  }
  judge(input, parsed.has_value());
  verify(input, parsed.has_value());
}

}  // namespace signet_fuzz
