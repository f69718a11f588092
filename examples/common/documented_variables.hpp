// DocumentedVariables: what programs take by the names of their documents, from the environment or a .env
// file.
#pragma once

#include <optional>
#include <string>

#include "common/env_file.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// `env_file`, for programs that have a `.env` beside their environment.
Option env_file_option();

/// Takes a secret out of the environment, so that no child process and no /proc reader after us finds it.
SecretBytes take_variable(const std::string& name);

/// The variables of the environment and, of names that it has not, those of a file.
class DocumentedVariables {
 public:
  /// Reads the file, once. Names that nobody asks for are skipped, as they may be another program's; but none
  /// may be one of ours, SIGNET_….
  Start<Done> add_file(const std::string& path);

  /// One that is no secret.
  std::optional<std::string> find(const std::string& name) const;
  /// Takes a secret out of where it is; empty where there is none.
  SecretBytes take(const std::string& name);

 private:
  EnvFile file_;
};

}  // namespace signet::example
