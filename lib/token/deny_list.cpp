// What a DenyList keeps of a denial, and what it asks of a token.
#include "signet/token/deny_list.hpp"

#include <optional>

#include "core/limits_range.hpp"
#include "signet/token/verified_token.hpp"
#include "token/deny_table.hpp"

namespace signet::inline v0 {
namespace {

// The same text may be somebody's `jti` and another's `sub`.
enum class Denied : std::uint8_t { jti, sid, sub };

constexpr auto always = NumericDate::from_microseconds(INT64_MAX);
constexpr auto never = NumericDate::from_microseconds(INT64_MIN);
constexpr Seconds largest_leeway = Seconds::of(600);

bool issued_before(const VerifiedToken& token, NumericDate date) noexcept {
  if (date == always) return true;
  if (date == never) return false;
  const auto issued = token.issued_at();
  return !issued || *issued < date;
}

}  // namespace

class detail::DenyListParts {
 public:
  DenyListParts(const KeyedHash& hash, std::size_t entries, NumericDate known_since)
      : hash_(hash), table_(entries), known_since_(known_since) {}

  Result<void> deny(Denied kind, std::string_view value, DenyTable::Entry entry, NumericDate now) {
    entry.kept_until = entry.kept_until + largest_leeway;
    return table_.add(fingerprint(kind, value), entry, now);
  }

  Result<void> ask(const VerifiedToken& token) const noexcept {
    if (issued_before(token, known_since_)) return fail(Errc::token_revoked, "iat");
    if (denies(Denied::jti, token.token_id(), token)) return fail(Errc::token_revoked, "jti");
    if (const auto sid = token.claims().find("sid")) {
      if (sid->type != JsonType::string) return fail(Errc::claim_invalid, "sid");
      if (denies(Denied::sid, sid->text, token)) return fail(Errc::token_revoked, "sid");
    }
    if (denies(Denied::sub, token.subject(), token)) return fail(Errc::token_revoked, "sub");
    return {};
  }

  const DenyTable& table() const noexcept { return table_; }

 private:
  Fingerprint fingerprint(Denied kind, std::string_view value) const noexcept {
    return hash_(value, static_cast<std::uint64_t>(kind));
  }

  bool denies(Denied kind, std::optional<std::string_view> value, const VerifiedToken& token) const noexcept {
    const auto before = value ? table_.issued_before(fingerprint(kind, *value)) : std::nullopt;
    return before && issued_before(token, *before);
  }

  KeyedHash hash_;
  DenyTable table_;
  NumericDate known_since_;
};

void detail::free_deny_list(DenyListParts* parts) noexcept { delete parts; }

Result<DenyList> DenyList::build(NumericDate now, RandomSource& random, const DenyListOptions& options) {
  if (!detail::in_range(options.entries, std::size_t{1} << 20)) return fail(Errc::option_invalid, "entries");
  const auto hash = detail::KeyedHash::random(random);
  if (!hash) return hash.error();
  const NumericDate known_since = options.accept_issued_before ? never : now;
  return DenyList{Parts{new detail::DenyListParts{*hash, options.entries, known_since}}};
}

Result<void> DenyList::deny_token(std::string_view jti, NumericDate until, NumericDate now) {
  return parts_->deny(Denied::jti, jti, {.issued_before = always, .kept_until = until}, now);
}

Result<void> DenyList::deny_session(std::string_view sid, NumericDate until, NumericDate now) {
  return parts_->deny(Denied::sid, sid, {.issued_before = always, .kept_until = until}, now);
}

Result<void> DenyList::deny_subject(std::string_view sub, NumericDate issued_before, NumericDate until,
                                    NumericDate now) {
  return parts_->deny(Denied::sub, sub, {.issued_before = issued_before, .kept_until = until}, now);
}

std::size_t DenyList::size() const noexcept { return parts_->table().size(); }

RevocationCheck DenyList::check() const& noexcept {
  using detail::DenyListParts;
  return {.ask = [](void* context, const VerifiedToken& token,
                    NumericDate) { return static_cast<const DenyListParts*>(context)->ask(token); },
          .revoked =
              [](void* context) noexcept {
                return static_cast<const DenyListParts*>(context)->table().additions();
              },
          .context = parts_.get()};
}

}  // namespace signet::inline v0
