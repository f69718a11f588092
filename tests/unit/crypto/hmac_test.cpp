// HmacSha256 against RFC 4231 and OpenSSL's HMAC().
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

HmacSha256 keyed(const std::string& key) { return HmacSha256{SecretBytes::copy_of(key)}; }

Sha256 openssl_hmac(const std::string& key, const std::string& message) {
  Sha256 mac{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(),
       reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  return mac;
}

}  // namespace

TEST_CASE("HMAC-SHA-256 of the test cases of RFC 4231 section 4") {
  struct Row {
    std::string key;
    std::string message;
    std::string mac;
  };
  std::string counting;
  for (char byte = 1; byte <= 25; ++byte) counting += byte;
  const std::vector<Row> rows{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to "
       "be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const Row& row : rows) CHECK(hex(keyed(row.key).mac(row.message)) == row.mac);
}

TEST_CASE("HMAC-SHA-256 agrees with OpenSSL for keys and messages around the block size") {
  for (const std::size_t key_size : {1U, 31U, 32U, 63U, 64U, 65U, 128U, 200U}) {
    const std::string key(key_size, 'k');
    const HmacSha256 hmac = keyed(key);
    for (const std::size_t size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 119U, 128U, 1000U}) {
      const std::string message(size, 'm');
      CHECK(hmac.mac(message) == openssl_hmac(key, message));
    }
  }
}

TEST_CASE("an empty key is the key of zeros that RFC 2104 pads it to") {
  CHECK(HmacSha256{SecretBytes{}}.mac("text") == keyed(std::string(64, '\0')).mac("text"));
}

TEST_CASE("a keyed HMAC gives the same MAC for the same message, before and after a move") {
  HmacSha256 hmac = keyed("key");
  const Sha256 first = hmac.mac("message");
  CHECK(hmac.mac("other") != first);
  CHECK(hmac.mac("message") == first);
  const HmacSha256 moved = std::move(hmac);
  CHECK(moved.mac("message") == first);
}

TEST_CASE("one keyed HMAC serves several threads at once") {
  const HmacSha256 hmac = keyed("shared key");
  const Sha256 expected = openssl_hmac("shared key", "message");
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
