// Fuzzes key sets: which keys are taken, skipped and reported, and what is written of them.
#include <vector>

#include "fuzz/fixed_keys.hpp"
#include "fuzz/key_checks.hpp"
#include "signet/jose/key_set.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// The elements of `keys` as they stand in the text.
std::vector<std::string> elements_of(std::string_view jwks) {
  std::vector<char> text{jwks.begin(), jwks.end()};
  std::vector<JsonMember> index(256);
  const auto count = scan_object(text, index);
  require(count.has_value(), "a key set that is read is strict JSON");
  const JsonObject object{text.data(), std::span{index}.first(*count)};
  std::vector<std::string> elements;
  const auto keys = object.find("keys");
  require(keys && keys->type == JsonType::array, "a key set that is read has an array of keys");
  for (JsonElements walk{keys->text}; const auto element = walk.next();) elements.emplace_back(element->raw);
  return elements;
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
    if (chosen) {
      require((*chosen)->algorithm() == key.algorithm(), "the chosen key is of the header's algorithm");
      require(!key.kid() || (*chosen)->kid() == key.kid(), "and of its kid");
    } else {
      require(chosen.error() == Error{Errc::key_ambiguous}, "a key is found, unless another fits as well");
    }
    require(set.select(*parsed, {}).error() == Error{Errc::algorithm_not_allowed},
            "nothing accepted, nothing found");
  }
}

}  // namespace

void look_at(std::string_view input) {
  const auto set = KeySet::parse(input);
  if (!set) return;
  const auto elements = elements_of(input);
  check_elements(*set, elements);
  check_exposed(*set, elements);
  check_written(*set);
  check_selection(*set);
}

}  // namespace signet_fuzz
