// cpp-jwt, as Debian has it; it checks exp and nbf by the system's clock.
#include <jwt/jwt.hpp>

#include "peers.hpp"

namespace signet_bench {

using signet::Algorithm;
using signet::NumericDate;

Arm cpp_jwt_verifier(Algorithm algorithm, const std::string& token) {
  return {"cpp-jwt", [token, key = peer_key(algorithm, "public"), name = std::string{to_string(algorithm)}] {
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

Arm cpp_jwt_signer(Algorithm signed_by, NumericDate now) {
  return {"cpp-jwt", [key = peer_key(signed_by, "private"), name = std::string{to_string(signed_by)},
                      now = now.seconds()] {
            using namespace jwt::params;
            jwt::jwt_object made{algorithm(name), secret(key)};
            made.add_claim("iss", "https://id.example.com")
                .add_claim("sub", uuid_text)
                .add_claim("aud", "https://api.example.com")
                .add_claim("exp", now + 86'400)
                .add_claim("nbf", now)
                .add_claim("iat", now)
                .add_claim("jti", uuid_text)
                .add_claim("scope", "posts:read posts:write");
            std::error_code error;
            if (made.signature(error).empty() || error) stop("cpp-jwt made no token");
          }};
}

}  // namespace signet_bench
