// The secrets of the refresh server, from options or from the folder where containers find theirs.
#pragma once

#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// `secrets_folder`, `jwt_key` and how its bytes are read, `caller_key`, `cache_password`.
std::vector<Option> key_options();

struct KeysD {
  std::vector<SecretBytes> jwt;      ///< of 32 bytes or more, new first; at least one
  std::vector<SecretBytes> service;  ///< of `service_key`: who may log anybody in; may be none
  /// Who may revoke and introspect: of `caller_key`, and where there is none, those of `service_key`.
  std::vector<SecretBytes> callers;
};

/// Reads them, from what the options name or else from the files of these names in the folder. Refuses a
/// jwt_key that is not there, with the command that makes one, and one secret in two of them.
Start<KeysD> read_keys(const Options& options);

/// The password of Redis, from the option or from `cache_password` in the folder, without the newline that
/// ends a file; empty when there is none.
Start<SecretBytes> read_cache_password(const Options& options);

}  // namespace signet::example
