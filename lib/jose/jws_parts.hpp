// JwsParts: what a JWS in any serialization is made of, taken apart and not believed (RFC 7515 §7).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

enum class Serialization : std::uint8_t { compact, json };

/// One signature as the JWS carries it.
struct SignaturePart {
  std::string protected_header;    ///< encoded; empty if there is none
  std::string unprotected_header;  ///< JSON text; empty if there is none
  std::string signature;           ///< encoded, never empty
};

struct JwsParts {
  Serialization serialization;
  std::optional<std::string> payload;  ///< as it stands, encoded or not; nothing if `payload` is absent
  std::vector<SignaturePart> signatures;

  /// @error as CompactJws::split
  static Result<JwsParts> from_compact(std::string_view text, const Limits& limits);
  /// @error as verify_json_jws, of the members of the JWS itself; headers are not looked into
  static Result<JwsParts> from_json(std::string_view text, const Limits& limits);
};

}  // namespace signet::inline v0::detail
