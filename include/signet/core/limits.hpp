// Limits: the sizes beyond which outside text is refused before any copy or key operation.
#pragma once

#include <cstddef>

namespace signet::inline v0 {

/// Bounds on what is read from outside. The defaults suit access tokens; raise one only for a known sender.
/// Whatever takes limits answers `option_invalid`, naming "limits", where one that it uses is out of range.
struct Limits {
  std::size_t token =
      std::size_t{16} * 1024;  ///< bytes of a whole token; 1 .. 65,536 (offsets are 16 bits wide)
  std::size_t header = std::size_t{4} * 1024;  ///< bytes of one encoded JOSE header; 1 .. token
  std::size_t depth = 16;                      ///< nested JSON arrays and objects; 1 .. 64
  std::size_t members = 256;   ///< members of all objects of one JSON text together, or of one key of a set;
                               ///< 1 .. 256
  std::size_t signatures = 8;  ///< signatures of one JWS in general JSON; 1 .. 64
  std::size_t keys = 100;      ///< keys of one key set; 1 .. 1,000
  std::size_t key_text = std::size_t{32} * 1024;        ///< bytes of one key's text; 1 .. 65,535
  std::size_t key_set_text = std::size_t{1024} * 1024;  ///< bytes of one JWKS text; 1 .. 16 MiB
};

}  // namespace signet::inline v0
