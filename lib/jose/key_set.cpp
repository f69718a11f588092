// Reading and writing of key sets, and the choice of the keys that may verify (RFC 7517 §5).
#include "signet/jose/key_set.hpp"

#include <algorithm>
#include <cstdint>

#include "core/limits_range.hpp"
#include "jose/jwk.hpp"
#include "json/found_array.hpp"
#include "signet/json/writer.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::size_t max_rest = 65'535;  // what is left of a set without its keys must fit one scan

Error malformed(std::size_t position) { return Error::at(Errc::key_malformed, position); }

Result<detail::FoundArray> find_keys(std::string_view jwks, const Limits& limits) {
  auto found = detail::FoundArray::find(jwks, {.name = "keys", .most_elements = limits.keys});
  if (found) return found;
  if (found.error().code() == Errc::json_too_many_members) return fail(Errc::key_unsupported, "keys");
  return malformed(found.error().position().value_or(0));
}

// What stands around the keys is held to what one object is held to.
Result<void> check_rest(std::string_view jwks, const detail::FoundArray& array, const Limits& limits) {
  if (jwks.size() - array.inside.size() > max_rest) return malformed(max_rest);
  const auto rest = detail::KeyText::scan(array.without_elements(jwks), limits);
  if (!rest) {
    const std::size_t at = rest.error().position().value_or(0);
    const bool behind = !array.inside.empty() && jwks.data() + at >= array.inside.data();
    return malformed(behind ? at + array.inside.size() : at);
  }
  const auto keys = rest->members().find("keys");
  if (!keys || keys->type != JsonType::array) return fail(Errc::key_malformed, "keys");
  return {};
}

// How a key may be the one that a header means: the better where there is one, the lesser else.
enum class Fit : std::uint8_t { none, without_kid, by_kid };

Fit fit_of(const VerificationKey& key, const JoseHeader& header) noexcept {
  if (key.algorithm() != header.algorithm()) return Fit::none;
  const auto wanted = header.kid();
  const auto its = key.kid();
  if (!wanted || !its) return Fit::without_kid;
  return *its == *wanted ? Fit::by_kid : Fit::none;
}

}  // namespace

KeySet::KeySet(std::vector<VerificationKey> keys) : keys_(std::move(keys)) {}

Result<KeySet> KeySet::parse(std::string_view jwks, const Limits& limits) {
  if (!detail::in_range(limits)) return fail(Errc::option_invalid, "limits");
  if (jwks.size() > limits.key_set_text) return fail(Errc::key_malformed);
  const auto array = find_keys(jwks, limits);
  if (!array) return array.error();
  if (const auto strict = check_rest(jwks, *array, limits); !strict) return strict.error();

  KeySet set;
  for (std::size_t index = 0; index < array->elements.size(); ++index) {
    const auto read = set.read(array->elements[index], index, limits);
    if (!read) set.skipped_.push_back({index, read.error()});
  }
  return set;
}

Result<KeySet> KeySet::from_jwk(std::string_view jwk, const Limits& limits) {
  KeySet set;
  if (const auto read = set.read(jwk, 0, limits); !read) return read.error();
  return set;
}

Result<void> KeySet::read(std::string_view jwk, std::size_t index, const Limits& limits) {
  const auto parsed = detail::Jwk::parse(jwk, limits);
  if (!parsed) return parsed.error();
  auto key = VerificationKey::read_jwk(*parsed, std::nullopt);
  if (!key) return key.error();
  if (!key->symmetric() && parsed->has_private_part()) exposed_.push_back(index);
  if (!parsed->states_algorithm()) add_without_alg(*key, parsed->fitting_algorithms());
  keys_.push_back(*std::move(key));
  return {};
}

// The other uses of the key that is to be added. One that cannot be had, as a secret that is too short for
// the hash, is no use of it.
void KeySet::add_without_alg(const VerificationKey& key, AlgorithmSet fitting) {
  without_alg_.push_back(keys_.size());
  for (const AlgorithmSpec& spec : signet::algorithms) {
    if (!fitting.contains(spec.algorithm) || spec.algorithm == key.algorithm()) continue;
    auto other = key.for_algorithm(spec.algorithm);
    if (other) other_uses_.push_back({keys_.size(), *std::move(other)});
  }
}

AlgorithmSet KeySet::algorithms() const noexcept {
  AlgorithmSet all;
  for (const VerificationKey& key : keys_) all.insert(key.algorithm());
  for (const OtherUse& other : other_uses_) all.insert(other.key.algorithm());
  return all;
}

KeySet& KeySet::add(VerificationKey key) {
  keys_.push_back(std::move(key));
  return *this;
}

KeySet KeySet::prepared() const {
  KeySet set = *this;
  for (VerificationKey& key : set.keys_) key = key.prepared();
  for (OtherUse& other : set.other_uses_) other.key = other.key.prepared();
  return set;
}

Result<std::string> KeySet::to_jwks() const {
  std::string jwks;
  JsonWriter json{jwks};
  json.begin_object().key("keys").begin_array();
  for (std::size_t place = 0; place < keys_.size(); ++place) {
    if (keys_[place].symmetric()) continue;
    const bool with_alg = !std::ranges::binary_search(without_alg_, place);
    const auto jwk = keys_[place].write_jwk(with_alg);
    if (!jwk) return jwk.error();
    json.raw(*jwk);
  }
  json.end_array().end_object();
  return jwks;
}

Result<const VerificationKey*> KeySet::select(const JoseHeader& header,
                                              AlgorithmSet accepted) const noexcept {
  const auto one = candidates(header, accepted, 1);
  if (!one) return one.error();
  return one->front();
}

Result<KeyCandidates> KeySet::candidates(const JoseHeader& header, AlgorithmSet accepted,
                                         std::size_t most) const noexcept {
  if (!detail::in_range(most, KeyCandidates::most)) return fail(Errc::option_invalid, "try_candidates");
  if (!accepted.contains(header.algorithm())) return fail(Errc::algorithm_not_allowed);
  if (keys_.size() == 1 && other_uses_.empty()) {  // as most sets are
    if (fit_of(keys_.front(), header) == Fit::none) return fail(Errc::key_not_found);
    return KeyCandidates{keys_.front()};
  }
  KeyCandidates fit;
  Fit best = Fit::without_kid;
  const auto consider = [&](const VerificationKey& key) {
    const Fit its = fit_of(key, header);
    if (its < best) return;
    if (its > best) fit = {};
    best = its;
    fit.add(key);
  };
  auto other_use = other_uses_.begin();
  for (std::size_t place = 0; place < keys_.size(); ++place) {
    consider(keys_[place]);
    for (; other_use != other_uses_.end() && other_use->place == place; ++other_use) consider(other_use->key);
  }
  if (fit.count_ == 0) return fail(Errc::key_not_found);
  if (fit.count_ > most) return fail(Errc::key_ambiguous);
  return fit;
}

}  // namespace signet::inline v0
