// SignatureHeader: the protected and unprotected header of one signature, read together (RFC 7515 §4, §7.2).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/jws.hpp"
#include "signet/jose/verified_jws.hpp"

namespace signet::inline v0::detail {

/// Two headers as JSON text; empty where there is none.
struct HeaderTexts {
  std::string protected_header;
  std::string_view unprotected_header;
};

/// How a payload stands in what is signed (RFC 7797 §3): `unencoded` where `b64` is false.
enum class PayloadCoding : std::uint8_t { base64url, unencoded };

class SignatureHeader {
 public:
  /// @error json_*, utf8_invalid, header_malformed, crit_unsupported, algorithm_unsupported  as
  /// verify_json_jws
  static Result<SignatureHeader> read(HeaderTexts texts, const JwsOptions& options);

  const JoseHeader& jose() const noexcept { return jose_; }
  PayloadCoding coding() const noexcept { return coding_; }

  /// Gives up the protected header to a signature that `key` found to hold.
  VerifiedSignature verified_by(const VerificationKey& key) &&;

 private:
  SignatureHeader() = default;

  HeaderObject protected_;
  JoseHeader jose_;
  PayloadCoding coding_{};
};

}  // namespace signet::inline v0::detail
