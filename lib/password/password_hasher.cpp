// PasswordHasher: judges parameters and passwords, then lets the backends compute.
#include "signet/password/password_hasher.hpp"

#include <algorithm>
#include <utility>

#include "password/backend.hpp"
#include "password/pbkdf2_string.hpp"
#include "password/stored_kind.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/constant_time.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t new_salt_size = 16;
constexpr std::size_t new_tag_size = 32;
constexpr std::uint32_t max_lanes = 0xffffff;  // RFC 9106 §3.1

Result<void> at_least_minimum(const Argon2Params& params) {
  if (params.lanes < 1) return fail(Errc::option_invalid, "lanes");
  if (params.passes < 1) return fail(Errc::option_invalid, "passes");
  if (params.memory.count < std::uint64_t{8} * params.lanes) return fail(Errc::option_invalid, "memory");
  return {};
}

Result<void> at_least_minimum(const BcryptParams& params) {
  if (params.cost < 4) return fail(Errc::option_invalid, "cost");
  return {};
}

Result<void> at_least_minimum(const Pbkdf2Params& params) {
  if (params.iterations < detail::pbkdf2_min_iterations) return fail(Errc::option_invalid, "iterations");
  return {};
}

Result<void> below_ceiling(const Argon2Params& params, const HashCeilings& ceilings) {
  if (params.memory > ceilings.memory) return fail(Errc::hash_too_expensive, "memory");
  if (params.passes > ceilings.passes) return fail(Errc::hash_too_expensive, "passes");
  if (params.lanes > ceilings.lanes) return fail(Errc::hash_too_expensive, "lanes");
  return {};
}

Result<void> below_ceiling(const BcryptParams& params, const HashCeilings& ceilings) {
  if (params.cost > ceilings.bcrypt_cost) return fail(Errc::hash_too_expensive, "cost");
  return {};
}

Result<void> below_ceiling(const Pbkdf2Params& params, const HashCeilings& ceilings) {
  if (params.iterations > ceilings.pbkdf2_iterations) return fail(Errc::hash_too_expensive, "iterations");
  return {};
}

Result<void> affordable(const HashParams& params, const HashCeilings& ceilings) {
  const auto judge = [&](const auto& known) -> Result<void> {
    if (const auto enough = at_least_minimum(known); !enough) return enough;
    return below_ceiling(known, ceilings);
  };
  return std::visit(judge, params);
}

template <class Params>
Result<void> takes(const Params&, std::string_view password, std::size_t max_password) {
  if (password.size() > max_password) return fail(Errc::password_too_long);
  return {};
}

Result<void> takes(const BcryptParams&, std::string_view password, std::size_t) {
  if (password.size() > detail::bcrypt_max_password) return fail(Errc::password_too_long);
  if (password.find('\0') != std::string_view::npos) return fail(Errc::password_unsupported);
  return {};
}

PasswordCheck compare(std::span<const std::byte> computed, std::span<const std::byte> stored) {
  return constant_time_equal(computed, stored) ? PasswordCheck::match : PasswordCheck::mismatch;
}

Result<PasswordCheck> check(std::string_view password, const PhcString& stored) {
  SecretBytes tag{stored.tag().size()};
  const auto done =
      detail::argon2id(password, stored.salt(), stored.params(), stored.version(), tag.expose_writable());
  if (!done) return done.error();
  return compare(tag.expose(), stored.tag());
}

Result<PasswordCheck> check(std::string_view password, const detail::BcryptString& stored) {
  detail::BcryptDigest digest{};
  const auto done = detail::bcrypt(password, stored.salt, stored.cost, digest);
  const PasswordCheck compared = compare(digest, stored.digest);
  wipe(digest.data(), digest.size());
  if (!done) return done.error();
  return compared;
}

Result<PasswordCheck> check(std::string_view password, const detail::Pbkdf2String& stored) {
  SecretBytes tag{stored.tag().size()};
  detail::pbkdf2(password, stored.salt(), stored.params(), tag.expose_writable());
  return compare(tag.expose(), stored.tag());
}

Argon2Params params_of(const PhcString& stored) { return stored.params(); }
BcryptParams params_of(const detail::BcryptString& stored) { return {.cost = stored.cost}; }
Pbkdf2Params params_of(const detail::Pbkdf2String& stored) { return stored.params(); }

/// Reads `stored` as what it names itself, and lets `use` take what came of that.
template <class Use>
auto read_stored(std::string_view stored, const Use& use) -> decltype(use(PhcString::parse(stored))) {
  const auto kind = detail::stored_kind(stored);
  if (!kind) return kind.error();
  switch (*kind) {
    case detail::StoredKind::bcrypt:
      return use(detail::BcryptString::parse(stored));
    case detail::StoredKind::pbkdf2_sha256:
      return use(detail::Pbkdf2String::parse(stored));
    case detail::StoredKind::argon2id:
      break;
  }
  return use(PhcString::parse(stored));
}

template <class Stored>
Result<HashParams> judge(std::string_view password, const Result<Stored>& stored,
                         const PasswordHasherOptions& options) {
  if (!stored) return stored.error();
  const auto params = params_of(*stored);
  if (const auto cheap = below_ceiling(params, options.ceilings); !cheap) return cheap.error();
  if (const auto taken = takes(params, password, options.max_password); !taken) return taken.error();
  return HashParams{params};
}

template <class Stored>
Result<PasswordCheck> verify_one(std::string_view password, const Result<Stored>& stored,
                                 const PasswordHasherOptions& options) {
  if (const auto judged = judge(password, stored, options); !judged) return judged.error();
  return check(password, *stored);
}

Result<PasswordCheck> verify_with(const PasswordHasherOptions& options, std::string_view password,
                                  std::string_view stored) {
  return read_stored(stored, [&](const auto& parsed) { return verify_one(password, parsed, options); });
}

Result<std::string> hash_new(std::string_view password, const Argon2Params& params, RandomSource& random) {
  std::array<std::byte, new_salt_size> salt{};
  if (const auto filled = random.fill(salt); !filled) return filled.error();
  SecretBytes tag{new_tag_size};
  const auto done = detail::argon2id(password, salt, params, Argon2Version::v19, tag.expose_writable());
  if (!done) return done.error();
  const auto phc = PhcString::of(params, salt, tag.expose());
  if (!phc) return phc.error();
  return phc->text();
}

Result<std::string> hash_new(std::string_view password, const BcryptParams& params, RandomSource& random) {
  detail::BcryptString stored{.minor = 'b', .cost = params.cost};
  if (const auto filled = random.fill(stored.salt); !filled) return filled.error();
  if (const auto done = detail::bcrypt(password, stored.salt, stored.cost, stored.digest); !done) {
    return done.error();
  }
  return stored.text();
}

Result<std::string> hash_new(std::string_view password, const Pbkdf2Params& params, RandomSource& random) {
  std::array<std::byte, new_salt_size> salt{};
  if (const auto filled = random.fill(salt); !filled) return filled.error();
  std::array<std::byte, new_tag_size> tag{};
  detail::pbkdf2(password, salt, params, tag);
  std::string text = detail::Pbkdf2String{params, salt, tag}.text();
  wipe(tag.data(), tag.size());
  return text;
}

Result<PasswordCheck> check_dummy(std::string_view password, const Argon2Params& params) {
  const std::array<std::byte, new_salt_size> salt{};
  const std::array<std::byte, new_tag_size> tag{};
  const auto stored = PhcString::of(params, salt, tag);
  if (!stored) return stored.error();
  return check(password, *stored);
}

Result<PasswordCheck> check_dummy(std::string_view password, const BcryptParams& params) {
  return check(password, detail::BcryptString{.minor = 'b', .cost = params.cost});
}

Result<PasswordCheck> check_dummy(std::string_view password, const Pbkdf2Params& params) {
  const std::array<std::byte, new_salt_size> salt{};
  const std::array<std::byte, new_tag_size> tag{};
  return check(password, detail::Pbkdf2String{params, salt, tag});
}

RehashReasons compare_with(const Argon2Params& target, const PhcString& stored) {
  return {.parameters = stored.params().memory < target.memory || stored.params().passes < target.passes,
          .form = stored.version() != Argon2Version::v19 || stored.salt().size() < new_salt_size ||
                  stored.tag().size() < new_tag_size};
}

RehashReasons compare_with(const BcryptParams& target, const detail::BcryptString& stored) {
  return {.parameters = stored.cost < target.cost, .form = stored.minor != 'b'};
}

RehashReasons compare_with(const Pbkdf2Params& target, const detail::Pbkdf2String& stored) {
  return {.parameters = stored.params().iterations < target.iterations,
          .form = stored.salt().size() < new_salt_size || stored.tag().size() < new_tag_size};
}

template <class Stored>
Result<RehashReasons> reasons(const HashParams& target, const Result<Stored>& stored) {
  if (!stored) return stored.error();
  const auto* const same = std::get_if<decltype(params_of(*stored))>(&target);
  return same == nullptr ? RehashReasons{.algorithm = true} : compare_with(*same, *stored);
}

template <class Stored>
Result<HashParams> params_in(const Result<Stored>& stored) {
  if (!stored) return stored.error();
  return HashParams{params_of(*stored)};
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordHasherOptions options) noexcept : options_(options) {}

Result<PasswordHasher> PasswordHasher::build(PasswordHasherOptions options) {
  if (options.max_password < detail::bcrypt_max_password || options.max_password > 4096) {
    return fail(Errc::option_invalid, "max_password");
  }
  if (options.ceilings.lanes > max_lanes) return fail(Errc::option_invalid, "ceilings.lanes");
  if (options.ceilings.bcrypt_cost > 31) return fail(Errc::option_invalid, "ceilings.bcrypt_cost");
  if (const auto target = affordable(options.target, options.ceilings); !target) return target.error();
  return PasswordHasher{options};
}

Result<std::string> PasswordHasher::hash(std::string_view password, RandomSource& random) const {
  if (const auto taken = accepts(password); !taken) return taken.error();
  return std::visit([&](const auto& params) { return hash_new(password, params, random); }, options_.target);
}

Result<PasswordCheck> PasswordHasher::verify(std::string_view password, std::string_view stored) const {
  return verify_with(options_, password, stored);
}

Result<PasswordCheck> PasswordHasher::verify_dummy(std::string_view password,
                                                   const HashParams& params) const {
  if (const auto allowed = affords(params); !allowed) return allowed.error();
  const auto spend = [&](const auto& known) {
    const bool whole = takes(known, password, options_.max_password).has_value();
    return check_dummy(whole ? password : std::string_view{}, known);
  };
  const auto spent = std::visit(spend, params);
  if (!spent.has_value()) return spent.error();
  return PasswordCheck::mismatch;
}

Result<HashParams> PasswordHasher::cost_of(std::string_view password, std::string_view stored) const {
  return read_stored(stored, [&](const auto& parsed) { return judge(password, parsed, options_); });
}

Result<void> PasswordHasher::affords(const HashParams& params) const {
  return affordable(params, options_.ceilings);
}

Result<void> PasswordHasher::accepts(std::string_view password) const {
  return std::visit([&](const auto& params) { return takes(params, password, options_.max_password); },
                    options_.target);
}

Result<RehashReasons> PasswordHasher::needs_rehash(std::string_view stored) const {
  return read_stored(stored, [&](const auto& parsed) { return reasons(options_.target, parsed); });
}

Result<PasswordCheck> verify_password(std::string_view password, std::string_view stored) {
  return verify_with({}, password, stored);
}

Result<HashParams> parameters_of(std::string_view stored) {
  return read_stored(stored, [](const auto& parsed) { return params_in(parsed); });
}

}  // namespace signet::inline v0
