// SHA-256, SHA-384 and SHA-512 against the examples of FIPS 180-4 and OpenSSL's own EVP digest.
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

TEST_CASE("SHA-384 and SHA-512 of the NIST example messages") {
  // The same site, SHA384.pdf and SHA512.pdf.
  const std::string two_blocks =
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
      "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
  CHECK(hex(sha384("")) ==
        "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
        "274edebfe76f65fbd51ad2f14898b95b");
  CHECK(hex(sha384("abc")) ==
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7");
  CHECK(hex(sha384(two_blocks)) ==
        "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
        "fcc7c71a557e2db966c3e9fa91746039");
  CHECK(hex(sha512("")) ==
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e");
  CHECK(hex(sha512("abc")) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  CHECK(hex(sha512(two_blocks)) ==
        "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
        "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909");
}

namespace {

template <class Digest>
Digest evp_digest(const EVP_MD* hash, const std::string& text) {
  Digest digest{};
  EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, hash,
             nullptr);
  return digest;
}

}  // namespace

TEST_CASE("each hash agrees with EVP at every length around its block size") {
  std::string text;
  for (int size = 0; size <= 260; ++size) {
    CHECK(sha256(text) == evp_digest<Sha256>(EVP_sha256(), text));
    CHECK(sha384(text) == evp_digest<Sha384>(EVP_sha384(), text));
    CHECK(sha512(text) == evp_digest<Sha512>(EVP_sha512(), text));
    CHECK(sha512(std::as_bytes(std::span{text})) == sha512(text));
    text += static_cast<char>(size * 7);
  }
}
