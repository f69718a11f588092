// Registering and authenticating over a store, a hasher and decoys.
#include "signet/account/accounts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "account/decoys.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t smallest_key = 32;  // bytes of AccountsOptions::decoy_key

// In UTF-8 every byte but a continuation byte begins a character.
std::size_t count_characters(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

Result<void> check_options(const AccountsOptions& options) {
  if (options.min_password < 1 || options.min_password > 64) {
    return fail(Errc::option_invalid, "min_password");
  }
  const std::size_t key = options.decoy_key.size();
  if (key != 0 && key < smallest_key) return fail(Errc::option_invalid, "decoy_key");
  return {};
}

/// A PasswordHasher's verifications, on a pool.
struct PooledHasher {
  HashPool& pool;
  const HashSource& source;
  const PasswordHasher& hasher;

  Result<PasswordCheck> verify(std::string_view password, std::string_view stored) const {
    return pool.verify(source, hasher, password, stored);
  }
  Result<PasswordCheck> verify_dummy(std::string_view password, const HashParams& params) const {
    return pool.verify_dummy(source, hasher, password, params);
  }
};

}  // namespace

struct Accounts::Parts {
  Parts(AccountStore& store_, const PasswordHasher& hasher_, RandomSource& random_, AccountsOptions options_)
      : store(store_),
        hasher(hasher_),
        random(random_),
        options(std::move(options_)),
        decoys(options.decoy_key, hasher_.options().target) {}

  // What a stored hash costs, if it can be computed here at all.
  Result<HashParams> cost_of(std::string_view stored) const {
    auto params = parameters_of(stored);
    if (!params) return params;
    if (const auto allowed = hasher.affords(*params); !allowed) return allowed.error();
    return params;
  }

  Result<void> read_mix() {
    auto mix = store.parameter_mix();
    if (!mix) return mix.error();
    std::erase_if(*mix, [this](const ParameterShare& share) { return !hasher.affords(share.params); });
    decoys.use(std::move(*mix));
    return {};
  }

  bool wants_rehash(const Account& account, std::string_view password) const {
    if (!options.rehash_on_login || !hasher.accepts(password)) return false;
    const auto reasons = hasher.needs_rehash(account.password_hash);
    return reasons && reasons->any();
  }

  Result<LoginOutcome> refuse(const Uuid& subject, Errc reason) const {
    options.observer({.kind = EventKind::login_failed, .subject = subject, .code = reason});
    return LoginOutcome{};
  }

  AccountStore& store;
  const PasswordHasher& hasher;
  RandomSource& random;
  AccountsOptions options;
  detail::Decoys decoys;
};

Accounts::Accounts(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::build(AccountStore& store, const PasswordHasher& hasher,
                                                  RandomSource& random, AccountsOptions options) {
  if (const auto good = check_options(options); !good) return good.error();
  if (options.decoy_key.empty()) {
    options.decoy_key = SecretBytes{smallest_key};
    if (const auto filled = random.fill(options.decoy_key.expose_writable()); !filled) return filled.error();
  }
  auto parts = std::make_unique<Parts>(store, hasher, random, std::move(options));
  if (const auto read = parts->read_mix(); !read) return read.error();
  return std::unique_ptr<Accounts>{new Accounts(std::move(parts))};
}

std::string Accounts::key_of(std::string_view name) const { return name_key(parts_->options.names, name); }

Result<LoginAttempt> Accounts::look_up(std::string_view name, Instant now) {
  if (parts_->decoys.refresh_due(now)) static_cast<void>(parts_->read_mix());
  const std::string key = key_of(name);
  auto account = parts_->store.find_by_key(key);
  if (!account) return account.error();
  LoginAttempt attempt;
  attempt.cost_ = parts_->decoys.cost_of(key);
  if (*account) {
    const auto cost = parts_->cost_of((*account)->password_hash);
    if (cost) attempt.cost_ = *cost;
    attempt.obstacle_ = !cost                ? std::optional{cost.error().code()}
                        : (*account)->locked ? std::optional{Errc::forbidden}
                                             : std::nullopt;
  }
  attempt.account_ = std::move(*account);
  return attempt;
}

template <class Hashing>
Result<CheckedLogin> Accounts::check_by(const Hashing& hashing, LoginAttempt attempt,
                                        std::string_view password) const {
  CheckedLogin checked;
  if (attempt.obstacle_) {
    checked.refusal_ = *attempt.obstacle_;
    const auto spent = hashing.verify_dummy(password, attempt.cost_);
    if (!spent.has_value()) return spent.error();
    checked.account_ = std::move(attempt.account_);
    return checked;
  }
  const auto verified = hashing.verify(password, attempt.account_->password_hash);
  if (!verified.has_value()) {
    const Errc code = verified.error().code();
    if (code == Errc::hash_failed || code == Errc::overloaded) return verified.error();
    // Nothing was computed, since this hash cannot take this password. That now stands in its way.
    attempt.obstacle_ = code;
    return check_by(hashing, std::move(attempt), password);
  }
  checked.check_ = *verified;
  if (*verified == PasswordCheck::match && parts_->wants_rehash(*attempt.account_, password)) {
    checked.rehash_password_ = SecretBytes::copy_of(password);
  }
  checked.account_ = std::move(attempt.account_);
  return checked;
}

Result<CheckedLogin> Accounts::check(LoginAttempt attempt, std::string_view password) const {
  return check_by(parts_->hasher, std::move(attempt), password);
}

Result<CheckedLogin> Accounts::check(HashPool& pool, const HashSource& source, LoginAttempt attempt,
                                     std::string_view password) const {
  return check_by(PooledHasher{pool, source, parts_->hasher}, std::move(attempt), password);
}

Result<LoginOutcome> Accounts::conclude(CheckedLogin checked) {
  const std::optional<Account>& account = checked.account_;
  if (checked.check_ == PasswordCheck::mismatch) {
    return parts_->refuse(account ? account->id : Uuid{}, checked.refusal_);
  }
  const auto current = parts_->store.find_by_id(account->id);
  if (!current) return current.error();
  if (!*current || (*current)->epoch != account->epoch) {
    return parts_->refuse(account->id, Errc::account_changed);
  }
  LoginOutcome outcome;
  outcome.accepted = AuthenticatedAccount{.id = account->id, .name = account->name, .epoch = account->epoch};
  if (checked.rehash_password_) {
    outcome.rehash = Rehash{*this, *account, std::move(*checked.rehash_password_)};
  }
  parts_->options.observer({.kind = EventKind::login_succeeded, .subject = account->id});
  return outcome;
}

Rehash::Rehash(Accounts& accounts, const Account& account, SecretBytes password)
    : accounts_(&accounts),
      id_(account.id),
      old_hash_(account.password_hash),
      password_(std::move(password)) {}

Result<void> Rehash::run() {
  const Accounts::Parts& parts = *accounts_->parts_;
  const auto hash = parts.hasher.hash(password_.expose_text(), parts.random);
  if (!hash) return hash.error();
  if (const auto upgraded = parts.store.upgrade_hash(id_, {.from = old_hash_, .to = *hash}); !upgraded)
    return upgraded;
  parts.options.observer({.kind = EventKind::hash_upgraded, .subject = id_});
  return {};
}

Result<Registration> Accounts::begin_registration(std::string_view name, std::string_view password) const {
  if (const auto good = check_name(parts_->options.names, name); !good) return good.error();
  if (count_characters(password) < parts_->options.min_password) return fail(Errc::password_too_short);
  if (const auto taken = parts_->hasher.accepts(password); !taken) return taken.error();
  return Registration{name, key_of(name), password};
}

Result<HashedRegistration> Accounts::hash(Registration registration) const {
  auto hash = parts_->hasher.hash(registration.password_.expose_text(), parts_->random);
  if (!hash) return hash.error();
  return HashedRegistration{std::move(registration), std::move(*hash)};
}

Result<HashedRegistration> Accounts::hash(HashPool& pool, const HashSource& source,
                                          Registration registration) const {
  auto hash = pool.hash(source, parts_->hasher, registration.password_.expose_text(), parts_->random);
  if (!hash) return hash.error();
  return HashedRegistration{std::move(registration), std::move(*hash)};
}

Result<RegisteredAccount> Accounts::finish_registration(HashedRegistration registration, NumericDate now) {
  const auto id = Uuid::random(parts_->random);
  if (!id) return id.error();
  const Account account{.id = *id,
                        .key = std::move(registration.key_),
                        .name = std::move(registration.name_),
                        .password_hash = std::move(registration.hash_),
                        .epoch = {},
                        .created_at = now};
  const auto most = parts_->options.most_accounts;
  const auto added = most ? parts_->store.insert_within(account, *most) : parts_->store.insert(account);
  if (!added) return added.error();
  parts_->options.observer({.kind = EventKind::account_registered, .subject = account.id});
  return RegisteredAccount{
      .id = account.id, .name = account.name, .epoch = account.epoch, .created_at = account.created_at};
}

}  // namespace signet::inline v0
