// jwt-cpp, where CMake finds it, with its default JSON library; it checks exp and nbf by the system's clock.
#include <jwt-cpp/jwt.h>

#include <chrono>
#include <system_error>

#include "peers.hpp"

namespace signet_bench {

using signet::Algorithm;
using signet::NumericDate;

namespace {

// Calls `use` with jwt-cpp's object for the algorithm, which holds the parsed key.
template <class Use>
Arm with_key(Algorithm algorithm, const std::string& half, Use use) {
  const std::string key = peer_key(algorithm, half);
  const std::string open = half == "public" ? key : "", closed = half == "public" ? "" : key;
  switch (algorithm) {
    case Algorithm::HS256:
      return use(jwt::algorithm::hs256{key});
    case Algorithm::RS256:
      return use(jwt::algorithm::rs256{open, closed});
    case Algorithm::PS256:
      return use(jwt::algorithm::ps256{open, closed});
    case Algorithm::ES256:
      return use(jwt::algorithm::es256{open, closed});
    default:
      return use(jwt::algorithm::ed25519{open, closed});
  }
}

}  // namespace

Arm jwt_cpp_verifier(Algorithm algorithm, const std::string& token) {
  return with_key(algorithm, "public", [&](const auto& key) {
    const auto verifier = jwt::verify()
                              .allow_algorithm(key)
                              .with_issuer("https://id.example.com")
                              .with_audience("https://api.example.com");
    return Arm{"jwt-cpp", [token, verifier] {
                 const auto decoded = jwt::decode(token);
                 std::error_code error;
                 verifier.verify(decoded, error);
                 if (error || !decoded.has_expires_at() || !decoded.has_not_before())
                   stop("jwt-cpp refused the token");
                 if (decoded.get_subject().size() != 36) stop("jwt-cpp: a claim differs");
               }};
  });
}

Arm jwt_cpp_signer(Algorithm algorithm, NumericDate now) {
  const std::chrono::system_clock::time_point begin{std::chrono::seconds{now.seconds()}};
  return with_key(algorithm, "private", [&](const auto& key) {
    return Arm{"jwt-cpp", [begin, key] {
                 const std::string made =
                     jwt::create()
                         .set_type("JWT")
                         .set_issuer("https://id.example.com")
                         .set_subject(uuid_text)
                         .set_audience("https://api.example.com")
                         .set_expires_at(begin + std::chrono::hours{24})
                         .set_not_before(begin)
                         .set_issued_at(begin)
                         .set_id(uuid_text)
                         .set_payload_claim("scope", jwt::claim(std::string{"posts:read posts:write"}))
                         .sign(key);
                 if (made.empty()) stop("jwt-cpp made no token");
               }};
  });
}

}  // namespace signet_bench
