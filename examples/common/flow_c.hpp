// What both servers of flow C have in common: its two modes, its failures, and what they ask of an access
// token.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "common/verifiers.hpp"
#include "signet/http/router.hpp"
#include "signet/policy/policy.hpp"

namespace signet::example {

/// `mode`, `access_token_secret` and `env_file`, of flow C.
std::vector<Option> shared_options_c();

/// Whether `mode` is exact, or else modern.
Start<bool> exact_mode(const Options& options);

/// What every token of flow C must have beside its signature: `exp`, `iat`, and a `name` that is text.
Policy flow_c_policy();

/// HS256 by each value of `access_token_secret`, and flow_c_policy.
Start<Verifiers> access_verifiers_c(const Options& options);

/// HS256 by each of `values`, of the secret `option`, and flow_c_policy.
Start<Verifiers> verifiers_c(const std::vector<SecretBytes>& values, std::string_view option);

/// Renders the errors of the documented path `path`, a literal: `Unauthorized` or `Forbidden` as plain text
/// where the document knows the failure; an address it does not know, by whatever method, is 404. All else
/// has this project's form, problem+json.
ErrorRenderer documented_errors_c(std::string_view path, const std::string& realm);

/// The text that the document gives a status: `Unauthorized` for 401.
Response documented_text_c(std::uint16_t status);

}  // namespace signet::example
