// Fuzzes the reading of one JWK as a verification key, by its own algorithm and by each that it might be
// given.
#include "fuzz/key_checks.hpp"

namespace signet_fuzz {

using namespace signet;

void look_at(std::string_view input) {
  const auto key = VerificationKey::from_jwk(input);
  if (key) check_public_key(*key);
  const auto json = json_of(input);
  if (key && json) {
    require(json->is_object(), "a JWK is an object");
    const Json alg = member(*json, "alg");
    require(alg.is_null() || alg == to_string(key->algorithm()), "`alg` is honoured");
    const Json use = member(*json, "use");
    require(use.is_null() || use == "sig", "`use` is honoured");
    const Json kid = member(*json, "kid");
    require(kid.is_null() ? !key->kid() : kid == key->kid().value_or(""), "`kid` is kept");
  }
  for (const Algorithm algorithm :
       {Algorithm::HS256, Algorithm::PS256, Algorithm::ES256, Algorithm::Ed25519}) {
    const auto named = VerificationKey::from_jwk(input, algorithm);
    if (!named) continue;
    require(named->algorithm() == algorithm, "a key is for the algorithm that it was asked for");
    require(key && key->thumbprint() == named->thumbprint(), "the algorithm does not change which key it is");
  }
}

}  // namespace signet_fuzz
