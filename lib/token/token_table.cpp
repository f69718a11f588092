// Finding a token by its text, and making room for another.
#include "token/token_table.hpp"

#include <algorithm>
#include <bit>
#include <mutex>
#include <utility>

namespace signet::inline v0::detail {
namespace {

// Of the signature, which every verified token ends with; the shortest has 43 characters. Only verified
// tokens are in the table, and no two of them end alike in 186 bits of signature unless they are one, so
// the end finds what the whole text would. The text is compared whole all the same.
constexpr std::size_t hashed = 32;

constexpr int patience = 256;

std::uint32_t tag_of(const Fingerprint& fingerprint) noexcept {
  return static_cast<std::uint32_t>(fingerprint.second);
}

}  // namespace

void retain_token(const VerifiedToken* token) noexcept {
  cached(*token).owners.fetch_add(1, std::memory_order_relaxed);
}

void release_token(const VerifiedToken* token) noexcept {
  if (cached(*token).owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete &cached(*token);
}

CachedToken::CachedToken(VerifiedToken token, const Origin& origin)
    : VerifiedToken(std::move(token)),
      compact(SecretBytes::copy_of(origin.compact)),
      fingerprint(origin.fingerprint),
      keys(origin.keys),
      expires(expires_at().value_or(NumericDate::from_microseconds(INT64_MAX))) {}

bool BriefLock::try_lock() noexcept {
  for (int attempt = 0; attempt < patience; ++attempt) {
    if (!taken_.load(std::memory_order_relaxed) && !taken_.exchange(true, std::memory_order_acquire)) {
      return true;
    }
  }
  return false;
}

void TokenTable::Set::to_front(std::size_t place) noexcept {
  if (place == 0) return;
  std::rotate(tags.begin(), tags.begin() + place, tags.begin() + place + 1);
  std::rotate(tokens.begin(), tokens.begin() + place, tokens.begin() + place + 1);
}

std::size_t TokenTable::Set::place_for(std::uint32_t tag, NumericDate now) const noexcept {
  for (std::size_t place = 0; place < ways; ++place) {
    if (!tokens[place] || tags[place] == tag) return place;
  }
  for (std::size_t place = 0; place < ways; ++place) {
    if (cached(*tokens[place]).expires <= now) return place;
  }
  return ways - 1;
}

TokenTable::TokenTable(const KeyedHash& hash, std::size_t entries, std::size_t longest)
    : hash_(hash), longest_(longest), sets_(std::bit_ceil(std::max(entries, ways)) / ways) {}

Fingerprint TokenTable::fingerprint(std::string_view compact) const noexcept {
  return hash_(compact.substr(compact.size() - hashed), compact.size());
}

TokenTable::Set& TokenTable::set_of(const Fingerprint& fingerprint) noexcept {
  return sets_[fingerprint.first & (sets_.size() - 1)];
}

// How long the comparison of texts takes tells where they differ, but only to who sent a text whose
// fingerprint is that of the token, and so has its end, which is as good as having it.
SharedToken TokenTable::find(std::string_view compact, std::uint64_t keys) noexcept {
  if (compact.size() < hashed) return {};
  const Fingerprint sought = fingerprint(compact);
  SharedToken found = candidate(sought);
  if (!found) return {};
  const CachedToken& known = cached(*found);
  if (known.fingerprint != sought || known.keys != keys || known.compact.expose_text() != compact) return {};
  return found;
}

SharedToken TokenTable::candidate(const Fingerprint& fingerprint) noexcept {
  Set& set = set_of(fingerprint);
  const std::unique_lock held{set.lock, std::try_to_lock};
  if (!held) return {};
  const auto tag = std::ranges::find(set.tags, tag_of(fingerprint));
  if (tag == set.tags.end()) return {};
  set.to_front(static_cast<std::size_t>(tag - set.tags.begin()));
  return set.tokens.front();
}

SharedToken TokenTable::add(VerifiedToken token, std::string_view compact, std::uint64_t keys,
                            NumericDate now) {
  const auto* const made = new CachedToken{std::move(token), {compact, fingerprint(compact), keys}};
  SharedToken result{made};
  if (compact.size() <= longest_) keep(result, *made, now);
  return result;
}

// The one that goes is freed with `token`, when the set is no longer held.
void TokenTable::keep(SharedToken token, const CachedToken& cached, NumericDate now) noexcept {
  Set& set = set_of(cached.fingerprint);
  const std::unique_lock held{set.lock, std::try_to_lock};
  if (!held) return;
  const std::uint32_t tag = tag_of(cached.fingerprint);
  const std::size_t place = set.place_for(tag, now);
  set.tags[place] = tag;
  std::swap(set.tokens[place], token);
  set.to_front(place);
}

}  // namespace signet::inline v0::detail
