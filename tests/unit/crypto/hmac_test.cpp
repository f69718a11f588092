// Hmac against RFC 4231 and OpenSSL's HMAC().
#include "signet/crypto/hmac.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>
#include <thread>
#include <vector>

#include "unit/crypto/hex.hpp"

using namespace signet;

namespace {

template <class Digest>
Hmac<Digest> keyed(const std::string& key) {
  return Hmac<Digest>{SecretBytes::copy_of(key)};
}

template <class Digest>
Digest openssl_hmac(const EVP_MD* hash, const std::string& key, const std::string& message) {
  Digest mac{};
  HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  return mac;
}

template <class Digest>
void check_around_block_size(const EVP_MD* hash) {
  for (const std::size_t key_size : {1U, 31U, 32U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
    const std::string key(key_size, 'k');
    const Hmac<Digest> hmac = keyed<Digest>(key);
    for (const std::size_t size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 111U, 112U, 119U, 128U, 1000U}) {
      const std::string message(size, 'm');
      CHECK(hmac.mac(message) == openssl_hmac<Digest>(hash, key, message));
    }
  }
}

}  // namespace

TEST_CASE("HMAC of the test cases of RFC 4231 section 4") {
  struct Row {
    std::string key;
    std::string message;
    std::string sha256;
    std::string sha384;
    std::string sha512;
  };
  std::string counting;
  for (char byte = 1; byte <= 25; ++byte) counting += byte;
  const std::vector<Row> rows{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
       "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
       "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4"
       "be9d914eeb61f1702e696c203a126854"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
       "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
       "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
       "caeab1a34d4a6b4b636e070a38bce737"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
       "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
       "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807"
       "b946a337bee8942674278859e13292fb"},
      {counting, std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
       "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
       "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063"
       "a5f19741120c4f2de2adebeb10a298dd"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
       "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
       "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e52"
       "95e64f73f63f0aec8b915a985d786598"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
       "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
       "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15"
       "134676fb6de0446065c97440fa8c6a58"}};
  for (const Row& row : rows) {
    CHECK(hex(keyed<Sha256>(row.key).mac(row.message)) == row.sha256);
    CHECK(hex(keyed<Sha384>(row.key).mac(row.message)) == row.sha384);
    CHECK(hex(keyed<Sha512>(row.key).mac(row.message)) == row.sha512);
  }
}

TEST_CASE("HMAC agrees with OpenSSL for keys and messages around the block size") {
  check_around_block_size<Sha256>(EVP_sha256());
  check_around_block_size<Sha384>(EVP_sha384());
  check_around_block_size<Sha512>(EVP_sha512());
}

TEST_CASE("an empty key is the key of zeros that RFC 2104 pads it to") {
  CHECK(HmacSha256{SecretBytes{}}.mac("text") == keyed<Sha256>(std::string(64, '\0')).mac("text"));
  CHECK(HmacSha512{SecretBytes{}}.mac("text") == keyed<Sha512>(std::string(128, '\0')).mac("text"));
}

TEST_CASE("a keyed HMAC gives the same MAC for the same message, before and after a move") {
  HmacSha256 hmac = keyed<Sha256>("key");
  const Sha256 first = hmac.mac("message");
  CHECK(hmac.mac("other") != first);
  CHECK(hmac.mac("message") == first);
  const HmacSha256 moved = std::move(hmac);
  CHECK(moved.mac("message") == first);
}

TEST_CASE("after any front, the rest alone has the MAC of both, and the HMAC that went on keeps its own") {
  const std::string message = [] {
    std::string text;
    while (text.size() < 300) text += std::to_string(text.size());
    return text;
  }();
  const std::string key(32, 'k');
  const auto check = [&]<class Digest>(const Hmac<Digest>& hmac, const EVP_MD* hash) {
    for (std::size_t size = 0; size <= message.size(); ++size) {
      const auto front = std::string_view{message}.substr(0, size);
      const auto rest = std::string_view{message}.substr(size);
      CHECK(hmac.after(front).mac(rest) == openssl_hmac<Digest>(hash, key, message));
    }
    CHECK(hmac.mac(message) == openssl_hmac<Digest>(hash, key, message));
  };
  check(keyed<Sha256>(key), EVP_sha256());
  check(keyed<Sha384>(key), EVP_sha384());
  check(keyed<Sha512>(key), EVP_sha512());
}

TEST_CASE("one keyed HMAC serves several threads at once") {
  const HmacSha256 hmac = keyed<Sha256>("shared key");
  const Sha256 expected = openssl_hmac<Sha256>(EVP_sha256(), "shared key", "message");
  std::vector<int> agreed(4, 0);
  std::vector<std::thread> threads;
  for (int& count : agreed) {
    threads.emplace_back([&hmac, &expected, &count] {
      for (int i = 0; i < 2'000; ++i) count += hmac.mac("message") == expected ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(agreed == std::vector<int>(4, 2'000));
}
