// PasswordHasher: judges parameters and passwords, then lets the algorithms compute.
#include "signet/password/password_hasher.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "password/algorithms.hpp"
#include "password/visit_stored.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::uint32_t max_lanes = 0xffffff;  // RFC 9106 §3.1

Result<void> judge(const HashParams& params, const HashCeilings& ceilings) {
  const auto judge_one = [&](const auto& known) -> Result<void> {
    if (const auto enough = detail::at_least_minimum(known); !enough) return enough;
    return detail::below_ceiling(known, ceilings);
  };
  return std::visit(judge_one, params);
}

template <class Params>
Result<void> takes(const Params&, std::string_view password, std::size_t max_password) {
  constexpr detail::PasswordLimits limits = detail::password_limits<Params>;
  if (password.size() > std::min(limits.bytes, max_password)) return fail(Errc::password_too_long);
  if (!limits.nul && password.find('\0') != std::string_view::npos) return fail(Errc::password_unsupported);
  return {};
}

template <class Stored>
Result<PasswordCheck> check(std::string_view password, const Stored& stored) {
  SecretBytes tag{stored.tag().size()};
  if (const auto done = detail::compute(password, stored, tag.expose_writable()); !done) return done.error();
  return constant_time_equal(tag.expose(), stored.tag()) ? PasswordCheck::match : PasswordCheck::mismatch;
}

// What of a password within max_password the hash is of.
template <class Stored>
std::string_view hashed_part(std::string_view password, const Stored&, bool) {
  return password;
}
std::string_view hashed_part(std::string_view password, const detail::BcryptString&, bool truncated) {
  return truncated ? password.substr(0, detail::bcrypt_max_password) : password;
}

// The part of the password to be verified, where that is within the ceilings and can be.
template <class Stored>
Result<std::string_view> judge_check(std::string_view password, const Stored& stored, bool truncated,
                                     const PasswordHasherOptions& options) {
  const auto params = detail::params_of(stored);
  if (const auto cheap = detail::below_ceiling(params, options.ceilings); !cheap) return cheap.error();
  if (password.size() > options.max_password) return fail(Errc::password_too_long);
  const std::string_view part = hashed_part(password, stored, truncated);
  if (const auto taken = takes(params, part, options.max_password); !taken) return taken.error();
  return part;
}

Result<PasswordCheck> verify_with(const PasswordHasherOptions& options, std::string_view password,
                                  const StoredHash& stored) {
  const auto verify_one = [&](const auto& known) -> Result<PasswordCheck> {
    const auto part = judge_check(password, known, stored.truncated, options);
    if (!part) return part.error();
    return check(*part, known);
  };
  return detail::visit_stored(stored.text, verify_one);
}

template <class Params>
Result<std::string> hash_new(std::string_view password, const Params& params, RandomSource& random) {
  detail::NewSalt salt{};
  if (const auto filled = random.fill(salt); !filled) return filled.error();
  const auto blank = detail::stored_of(params, salt, detail::NewTag{});
  SecretBytes tag{detail::NewTag{}.size()};
  const auto needed = tag.expose_writable().first(blank.tag().size());
  if (const auto done = detail::compute(password, blank, needed); !done) return done.error();
  return detail::stored_of(params, salt, tag.expose().first<detail::NewTag{}.size()>()).text();
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordHasherOptions options) noexcept : options_(options) {}

Result<PasswordHasher> PasswordHasher::build(PasswordHasherOptions options) {
  if (options.max_password < detail::bcrypt_max_password || options.max_password > 4096) {
    return fail(Errc::option_invalid, "max_password");
  }
  if (options.ceilings.lanes > max_lanes) return fail(Errc::option_invalid, "ceilings.lanes");
  if (options.ceilings.bcrypt_cost > 31) return fail(Errc::option_invalid, "ceilings.bcrypt_cost");
  const auto* const argon2 = std::get_if<Argon2Params>(&options.target);
  if (argon2 != nullptr && argon2->type != Argon2Type::id) return fail(Errc::option_invalid, "type");
  if (const auto target = judge(options.target, options.ceilings); !target) return target.error();
  return PasswordHasher{options};
}

Result<void> PasswordHasher::affords(const HashParams& params) const {
  return judge(params, options_.ceilings);
}

Result<void> PasswordHasher::accepts(std::string_view password) const {
  const auto take = [&](const auto& params) { return takes(params, password, options_.max_password); };
  return std::visit(take, options_.target);
}

Result<std::string> PasswordHasher::hash(std::string_view password, RandomSource& random) const {
  if (const auto taken = accepts(password); !taken) return taken.error();
  const auto make = [&](const auto& params) { return hash_new(password, params, random); };
  return std::visit(make, options_.target);
}

Result<PasswordCheck> PasswordHasher::verify(std::string_view password, const StoredHash& stored) const {
  return verify_with(options_, password, stored);
}

Result<PasswordCheck> PasswordHasher::verify_dummy(std::string_view password,
                                                   const HashParams& params) const {
  if (const auto allowed = affords(params); !allowed) return allowed.error();
  const auto spend = [&](const auto& known) -> Result<PasswordCheck> {
    const auto decoy = detail::stored_of(known, detail::NewSalt{}, detail::NewTag{});
    const bool whole = takes(known, password, options_.max_password).has_value();
    return check(whole ? password : std::string_view{}, decoy);
  };
  const auto spent = std::visit(spend, params);
  if (!spent.has_value()) return spent.error();
  return PasswordCheck::mismatch;
}

Result<HashParams> PasswordHasher::cost_of(std::string_view password, const StoredHash& stored) const {
  const auto price = [&](const auto& known) -> Result<HashParams> {
    const auto part = judge_check(password, known, stored.truncated, options_);
    if (!part) return part.error();
    return HashParams{detail::params_of(known)};
  };
  return detail::visit_stored(stored.text, price);
}

Result<RehashReasons> PasswordHasher::needs_rehash(const StoredHash& stored) const {
  const auto compare = [&]<class Stored>(const Stored& known) -> Result<RehashReasons> {
    const auto* const same = std::get_if<decltype(detail::params_of(known))>(&options_.target);
    RehashReasons reasons =
        same == nullptr ? RehashReasons{.algorithm = true} : detail::compare_with(*same, known);
    reasons.truncated = stored.truncated && std::is_same_v<Stored, detail::BcryptString>;
    return reasons;
  };
  return detail::visit_stored(stored.text, compare);
}

Result<VerifiedPassword> PasswordHasher::update_borrowed(std::string_view password, const StoredHash& stored,
                                                         RandomSource& random,
                                                         detail::CompareAndSetRef compare_and_set) const {
  const auto checked = verify(password, stored);
  if (!checked.has_value()) return checked.error();
  VerifiedPassword found{.check = *checked};
  if (*checked == PasswordCheck::mismatch) return found;
  found.reasons = *needs_rehash(stored);  // what was verified can be read
  if (!found.reasons.any()) return found;

  const auto hashed = hash(password, random);
  const auto done = hashed ? compare_and_set.call(compare_and_set.callable, stored.text, *hashed)
                           : Result<void>{hashed.error()};
  if (done) {
    found.update = HashUpdate::stored;
  } else if (hashed && done.error().code() == Errc::account_changed) {
    found.update = HashUpdate::lost_race;
  } else {
    found.update = HashUpdate::failed;
    found.error = done.error();
  }
  return found;
}

Result<PasswordCheck> verify_password(std::string_view password, std::string_view stored) {
  return verify_with({}, password, {.text = stored});
}

Result<HashParams> parameters_of(std::string_view stored) {
  const auto params = [](const auto& known) -> Result<HashParams> {
    return HashParams{detail::params_of(known)};
  };
  return detail::visit_stored(stored, params);
}

}  // namespace signet::inline v0
