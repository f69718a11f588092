// ECDSA signatures as devices give them, for signers that are asked for r‖s.
#include <doctest/doctest.h>

#include <string>

#include "signet/jose/external_signer.hpp"
#include "unit/jose/numbers.hpp"

using namespace signet;
using samples::Bytes;

namespace {
const Error failed = fail(Errc::signing_failed);
}

TEST_CASE("ECDSA signatures of devices, in DER, become those of JWS") {
  // RFC 6979 A.2.5, P-256 with SHA-256 of "sample".
  const std::string r = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
  const std::string s = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
  const Bytes der = samples::from_hex("3046022100" + r + "022100" + s);
  Bytes out(64);
  CHECK(*ecdsa_from_der(der, out) == 64);
  CHECK(out == samples::from_hex(r + s));

  Bytes wide(96);
  CHECK(*ecdsa_from_der(der, wide) == 96);
  CHECK(wide == samples::from_hex(std::string(32, '0') + r + std::string(32, '0') + s));
}

TEST_CASE("DER that is no ECDSA signature, or one that does not fit, is refused") {
  const Bytes der = samples::from_hex("3006020101020101");
  for (const std::size_t room : {0U, 1U, 3U, 63U}) {
    CAPTURE(room);
    Bytes out(room);
    CHECK(ecdsa_from_der(der, out).error() == failed);
  }
  Bytes two(2);
  CHECK(*ecdsa_from_der(der, two) == 2);
  Bytes out(64);
  for (const char* const bad : {"", "30060201010201", "300602010102010100", "3106020101020101"}) {
    CAPTURE(bad);
    CHECK(ecdsa_from_der(samples::from_hex(bad), out).error() == failed);
  }
  CHECK(ecdsa_from_der(Bytes(64), out).error() == failed);
}
