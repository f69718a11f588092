// sha256 against the examples of FIPS 180-4 and OpenSSL's own EVP digest.
#include "signet/crypto/digest.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <string>

#include "unit/crypto/hex.hpp"

using namespace signet;

TEST_CASE("SHA-256 of the NIST example messages") {
  // csrc.nist.gov, Cryptographic Standards and Guidelines, Example Values: SHA256.pdf and SHA2_Additional.pdf
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(hex(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 agrees with EVP at every length around the block size") {
  std::string text;
  for (int size = 0; size <= 130; ++size) {
    Sha256 expected{};
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(expected.data()), nullptr,
               EVP_sha256(), nullptr);
    CHECK(sha256(text) == expected);
    CHECK(sha256(std::as_bytes(std::span{text})) == expected);
    text += static_cast<char>(size * 7);
  }
}
