// Fuzzes key sets: which keys are taken, skipped and reported, and what is written of them.
#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "fuzz/fixed_keys.hpp"
#include "fuzz/key_checks.hpp"
#include "signet/jose/key_set.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// The elements of `keys` as they stand in the text; nothing where one of them, or all together, are beyond
// what one scan takes: then the set is read all the same.
std::optional<std::vector<std::string>> elements_of(std::string_view jwks) {
  std::vector<char> text{jwks.begin(), jwks.end()};
  std::vector<JsonMember> index(256);
  const auto count = scan_object(text, index, {.depth = 64});
  if (!count) {
    const Errc code = count.error().code();
    require(code == Errc::json_too_deep || code == Errc::json_too_many_members ||
                code == Errc::json_duplicate_member,
            "a key set that is read is JSON");
    return std::nullopt;
  }
  const JsonObject object{text.data(), std::span{index}.first(*count)};
  const auto keys = object.find("keys");
  require(keys && keys->type == JsonType::array, "a key set that is read has an array of keys");
  std::vector<std::string> elements;
  for (JsonElements walk{keys->text}; const auto element = walk.next();) elements.emplace_back(element->raw);
  return elements;
}

// Keys and skipped keys are all the elements, each under its own index.
void check_count(const KeySet& set, std::string_view jwks) {
  const auto json = json_of(jwks);
  if (!json) return;  // a number beyond double
  const Json keys = member(*json, "keys");
  require(keys.is_array(), "a key set that is read has an array of keys");
  require(set.keys().size() + set.skipped().size() == keys.size(),
          "keys taken and skipped are all the elements");
  const auto rising = [](const auto& list, auto place) {
    return std::ranges::adjacent_find(list, std::ranges::greater_equal{}, place) == list.end();
  };
  require(rising(set.skipped(), &SkippedKey::index), "skipped keys stand in order");
  require(rising(set.exposed(), std::identity{}), "exposed keys stand in order");
  require(set.skipped().empty() || set.skipped().back().index < keys.size(), "a skipped key is an element");
  require(set.exposed().empty() || set.exposed().back() < keys.size(), "an exposed key is an element");
}

// Each element is what it is by itself: its key at its turn, or its error under its index.
void check_elements(const KeySet& set, const std::vector<std::string>& elements) {
  std::size_t taken = 0;
  std::size_t skipped = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (skipped < set.skipped().size() && set.skipped()[skipped].index == i) {
      const auto alone = VerificationKey::from_jwk(elements[i]);
      require(!alone && alone.error().code() == set.skipped()[skipped].error.code(),
              "a key that is skipped is refused alone, for the same reason");
      ++skipped;
      continue;
    }
    const auto alone = VerificationKey::from_jwk(elements[i]);
    require(alone && taken < set.keys().size() && same_key(*alone, set.keys()[taken]),
            "a key that is taken is the same alone");
    ++taken;
  }
  require(taken == set.keys().size() && skipped == set.skipped().size(),
          "keys taken and skipped are all the elements");
}

void check_exposed(const KeySet& set, const std::vector<std::string>& elements) {
  for (const std::size_t index : set.exposed()) {
    require(index < elements.size(), "an exposed key is one of the elements");
    const auto json = json_of(elements[index]);
    require(!json || json->contains("d") || json->contains("priv"), "an exposed key has a private part");
  }
}

void check_written(const KeySet& set) {
  const auto text = set.to_jwks();
  require(text.has_value(), "a key set that was read can be written");
  const auto json = json_of(*text);
  require(json && json->contains("keys"), "what is written is a key set");
  for (const Json& key : (*json)["keys"]) require(is_public(key), "no private member is written");
  const auto again = KeySet::parse(*text);
  require(again && again->skipped().empty() && again->exposed().empty(), "what is written is read whole");
  std::size_t i = 0;
  for (const VerificationKey& key : set.keys()) {
    if (key.symmetric()) continue;
    require(i < again->keys().size() && same_key(again->keys()[i], key), "and in the same order");
    ++i;
  }
  require(i == again->keys().size(), "and nothing more");
}

void check_selection(const KeySet& set) {
  for (const VerificationKey& key : set.keys()) {
    Json header{{"alg", to_string(key.algorithm())}};
    if (key.kid()) header["kid"] = *key.kid();
    const auto parsed =
        JoseHeader::parse(base64url_encode(header.dump()), {.token = 65'536, .header = 65'536});
    require(parsed.has_value(), "a key's own header is a header");
    const auto chosen = set.select(*parsed, AlgorithmSet{key.algorithm()});
    const auto tried = set.candidates(*parsed, AlgorithmSet{key.algorithm()}, KeyCandidates::most);
    if (chosen) {
      require(tried && tried->size() == 1 && tried->front() == *chosen, "the only one that fits is chosen");
      require((*chosen)->algorithm() == key.algorithm(), "the chosen key is of the header's algorithm");
      require(!key.kid() || (*chosen)->kid() == key.kid(), "and of its kid");
    } else {
      require(chosen.error() == Error{Errc::key_ambiguous}, "a key is found, unless another fits as well");
      require(tried ? tried->size() > 1 : tried.error() == Error{Errc::key_ambiguous},
              "then several are to be tried, or too many");
    }
    require(set.select(*parsed, {}).error() == Error{Errc::algorithm_not_allowed},
            "nothing accepted, nothing found");
  }
}

}  // namespace

void look_at(std::string_view input) {
  const auto set = KeySet::parse(input);
  if (!set) return;
  check_count(*set, input);
  if (const auto elements = elements_of(input)) {
    check_elements(*set, *elements);
    check_exposed(*set, *elements);
  }
  check_written(*set);
  check_selection(*set);
}

}  // namespace signet_fuzz
