// Limits: the sizes beyond which outside text is refused before any copy or key operation.
#pragma once

#include <cstddef>

namespace signet::inline v0 {

/// Bounds on what is read from outside. The defaults suit access tokens; raise one only for a known sender.
struct Limits {
  std::size_t token =
      std::size_t{16} * 1024;  ///< bytes of a whole token; 1 .. 65,536 (offsets are 16 bits wide)
  std::size_t header = std::size_t{4} * 1024;  ///< bytes of one encoded JOSE header; 1 .. token
  std::size_t depth = 16;                      ///< nested JSON arrays and objects; 1 .. 64
  std::size_t members = 256;                   ///< members of all objects of one JSON text together; 1 .. 256
  std::size_t signatures = 8;                  ///< signatures of one JWS in general JSON; at least 1
  std::size_t keys = 32;  ///< keys of one key set; 1 .. 64 (`members` bounds its text too)
  std::size_t key_text = std::size_t{32} * 1024;  ///< bytes of one JWK text; 1 .. 65,535
  std::size_t key_set_text = 65'535;              ///< bytes of one JWKS text; 1 .. 65,535
};

}  // namespace signet::inline v0
