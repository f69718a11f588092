// cpp-jwt, as Debian has it; it checks exp and nbf by the system's clock.
#include <jwt/jwt.hpp>

#include "peers.hpp"

namespace signet_bench {

Arm cpp_jwt_verifier(signet::Algorithm algorithm, const std::string& token) {
  return {"cpp-jwt", [token, key = peer_key(algorithm), name = std::string{to_string(algorithm)}] {
            using namespace jwt::params;
            std::error_code error;
            const auto decoded =
                jwt::decode(token, algorithms({name}), error, secret(key), verify(true),
                            issuer("https://id.example.com"), aud("https://api.example.com"));
            if (error) stop("cpp-jwt refused the token");
            if (decoded.payload().get_claim_value<std::string>("sub").size() != 36)
              stop("cpp-jwt: a claim differs");
          }};
}

}  // namespace signet_bench
