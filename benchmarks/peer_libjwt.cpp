// libjwt (C), as Debian has it.
#include <jwt.h>

#include <cstdlib>
#include <cstring>

#include "peers.hpp"

namespace signet_bench {

using signet::Algorithm;

namespace {

jwt_alg_t number_of(Algorithm algorithm) {
  if (algorithm == Algorithm::HS256) return JWT_ALG_HS256;
  return algorithm == Algorithm::ES256 ? JWT_ALG_ES256 : JWT_ALG_RS256;
}

}  // namespace

Arm libjwt_verifier(Algorithm algorithm, const std::string& token, signet::NumericDate now) {
  const jwt_alg_t expected = number_of(algorithm);
  return {"libjwt", [token, now, expected, key = peer_key(algorithm, "public")] {
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

Arm libjwt_signer(Algorithm algorithm, signet::NumericDate now) {
  return {"libjwt",
          [now = now.seconds(), number = number_of(algorithm), key = peer_key(algorithm, "private")] {
            jwt_t* jwt = nullptr;
            if (jwt_new(&jwt) != 0) stop("libjwt made no token");
            const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
            const bool filled =
                jwt_set_alg(jwt, number, bytes, static_cast<int>(key.size())) == 0 &&
                jwt_add_grant(jwt, "iss", "https://id.example.com") == 0 &&
                jwt_add_grant(jwt, "sub", uuid_text) == 0 &&
                jwt_add_grant(jwt, "aud", "https://api.example.com") == 0 &&
                jwt_add_grant_int(jwt, "exp", now + 86'400) == 0 && jwt_add_grant_int(jwt, "nbf", now) == 0 &&
                jwt_add_grant_int(jwt, "iat", now) == 0 && jwt_add_grant(jwt, "jti", uuid_text) == 0 &&
                jwt_add_grant(jwt, "scope", "posts:read posts:write") == 0;
            char* const text = filled ? jwt_encode_str(jwt) : nullptr;
            jwt_free(jwt);
            if (text == nullptr) stop("libjwt made no token");
            std::free(text);
          }};
}

}  // namespace signet_bench
