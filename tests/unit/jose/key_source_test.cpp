// The static key source and its views.
#include "signet/jose/key_source.hpp"
#include "signet/jose/key_set.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "signet/jose/base64url.hpp"

using namespace signet;

namespace {

JoseHeader header_of(const char* json) { return *JoseHeader::parse(base64url_encode(json)); }

}  // namespace

TEST_CASE("a source of one key gives that key to any token of its algorithm") {
  const auto key = SigningKey::generate(Algorithm::EdDSA);
  const KeySource source = KeySource::from(key->verification_key());
  const KeyView view = source.view();
  const auto selected = view.select(header_of(R"({"alg":"EdDSA","kid":"k"})"), {Algorithm::EdDSA});
  REQUIRE(selected);
  CHECK((*selected)->thumbprint() == key->thumbprint());
}

TEST_CASE("a view selects as its set does") {
  KeySet set;
  set.add((*SigningKey::generate(Algorithm::EdDSA)).verification_key())
      .add((*SigningKey::generate(Algorithm::EdDSA)).verification_key());
  const KeySource source = KeySource::from(std::move(set));
  const JoseHeader header = header_of(R"({"alg":"EdDSA"})");
  CHECK(source.view().select(header, {Algorithm::EdDSA}).error() == fail(Errc::key_ambiguous));
  CHECK(source.view().select(header, {Algorithm::ES256}).error() == fail(Errc::algorithm_not_allowed));
}

TEST_CASE("a copy of a source keeps the keys when the first is gone") {
  std::optional<KeySource> first =
      KeySource::from((*SigningKey::generate(Algorithm::HS256)).verification_key().with_kid("k"));
  const KeySource copy = *first;
  first.reset();
  const KeyView view = copy.view();
  const auto selected = view.select(header_of(R"({"alg":"HS256","kid":"k"})"), {Algorithm::HS256});
  REQUIRE(selected);
  CHECK((*selected)->kid() == "k");
}
