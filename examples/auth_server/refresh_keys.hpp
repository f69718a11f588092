// The keys of refresh tokens: a secret of the operator's, or a file in the state folder.
#pragma once

#include <vector>

#include "common/options.hpp"
#include "common/signing_keys.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// `refresh_key`
Option refresh_key_option();

/// Whether load_refresh_keys will find a key.
bool has_refresh_keys(const Options& options);

/// The values of `refresh_key`, new first; where it is not given, `refresh_key` in `state_folder`, made where
/// `missing` says so. Refuses one that is a `jwt_secret` too.
Start<std::vector<SecretBytes>> load_refresh_keys(const Options& options, MissingKey missing);

}  // namespace signet::example
