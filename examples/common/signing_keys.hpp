// The keys that a server signs tokens with: a private JWK in its state folder, made at first start, or a
// secret.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/jose/key.hpp"

namespace signet::example {

struct SigningKeys {
  SigningKey first;       ///< signs
  std::string jwks;       ///< public parts of all, so that tokens of a retired key verify until they expire
  std::size_t count = 1;  ///< of all
};

/// The options that say where the keys are: `jwt_secret`, `signing_key_files`.
Option jwt_secret_option();
Option signing_key_files_option();

/// What to do where no key is configured and none lies in the state folder. Only a start may make one: a
/// reload that did would void every token.
enum class MissingKey : std::uint8_t { make, refuse };

/// Whether load_signing_keys will find a key.
bool has_signing_keys(const Options& options);

/// HS256 by `jwt_secret` where that is given; else the files of `signing_key_files`, new first; else
/// `signing_key.jwk` in `state_folder`, an RS256 key where it is made.
Start<SigningKeys> load_signing_keys(const Options& options, MissingKey missing);

}  // namespace signet::example
