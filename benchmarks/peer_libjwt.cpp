// libjwt (C), as Debian has it.
#include <jwt.h>

#include <cstring>

#include "peers.hpp"

namespace signet_bench {

using signet::Algorithm;

Arm libjwt_verifier(Algorithm algorithm, const std::string& token, signet::NumericDate now) {
  const jwt_alg_t expected = algorithm == Algorithm::HS256   ? JWT_ALG_HS256
                             : algorithm == Algorithm::ES256 ? JWT_ALG_ES256
                                                             : JWT_ALG_RS256;
  return {"libjwt", [token, now, expected, key = peer_key(algorithm)] {
            jwt_t* jwt = nullptr;
            const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
            if (jwt_decode(&jwt, token.c_str(), bytes, static_cast<int>(key.size())) != 0)
              stop("libjwt refused the token");
            const bool fits = jwt_get_alg(jwt) == expected &&
                              std::strcmp(jwt_get_grant(jwt, "iss"), "https://id.example.com") == 0 &&
                              std::strcmp(jwt_get_grant(jwt, "aud"), "https://api.example.com") == 0 &&
                              jwt_get_grant_int(jwt, "exp") > now.seconds() &&
                              jwt_get_grant_int(jwt, "nbf") <= now.seconds() &&
                              std::strlen(jwt_get_grant(jwt, "sub")) == 36;
            jwt_free(jwt);
            if (!fits) stop("libjwt: a claim differs");
          }};
}

}  // namespace signet_bench
