// KeyName: which key one is, for telling whether keys that were read again are the same.
#pragma once

#include <optional>
#include <string>

#include "signet/jose/key.hpp"

namespace signet::example {

/// Equal for keys that verify the same tokens. Of a secret it is a hash: it stays in the process.
struct KeyName {
  std::string thumbprint;  ///< RFC 7638
  Algorithm algorithm;
  std::optional<std::string> kid;

  static KeyName of(const VerificationKey& key) {
    return {.thumbprint = key.thumbprint(),
            .algorithm = key.algorithm(),
            .kid = key.kid() ? std::optional<std::string>{*key.kid()} : std::nullopt};
  }
  friend bool operator==(const KeyName&, const KeyName&) = default;
};

}  // namespace signet::example
