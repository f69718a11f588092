// What the header memo knows again, for whom, and how much it holds.
#include "jose/header_memo.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "signet/jose/base64url.hpp"

using namespace signet;
using detail::HeaderMemo;

namespace {

std::string encoded_header(std::string_view kid) {
  return base64url_encode(R"({"alg":"HS256","kid":")" + std::string{kid} + R"("})");
}

JoseHeader read(std::string_view encoded) {
  const auto header = JoseHeader::parse(encoded);
  REQUIRE(header.has_value());
  return *header;
}

}  // namespace

TEST_CASE("a header that was kept is found by its bytes, and by no others") {
  HeaderMemo memo;
  const std::string encoded = encoded_header("k1");
  CHECK(memo.find(encoded + ".", {}) == nullptr);
  memo.keep(encoded, read(encoded), nullptr, {});

  const auto* const found = memo.find(encoded + ".", {});
  REQUIRE(found != nullptr);
  CHECK(found->header.kid() == "k1");
  CHECK(memo.find(encoded + ".payload.signature", {}) == found);
  CHECK(memo.find(encoded_header("k2") + ".", {}) == nullptr);
  CHECK(memo.find(encoded.substr(0, encoded.size() - 1) + ".", {}) == nullptr);
  CHECK(memo.find(encoded + "A.", {}) == nullptr);
  CHECK(memo.find(encoded, {}) == nullptr);
  CHECK(memo.find(".", {}) == nullptr);
  CHECK(memo.find("", {}) == nullptr);
}

TEST_CASE("a header is known only to those who read it with equal bounds") {
  HeaderMemo memo;
  const std::string encoded = encoded_header("k1");
  memo.keep(encoded, read(encoded), nullptr, {});
  const std::string text = encoded + ".";
  CHECK(memo.find(text, {.depth = 8}) == nullptr);
  CHECK(memo.find(text, {.members = 1}) == nullptr);
  CHECK(memo.find(text, {.header = encoded.size() - 1}) == nullptr);
  CHECK(memo.find(text, {.header = encoded.size()}) != nullptr);

  memo.keep(encoded, read(encoded), nullptr, {.depth = 8});
  CHECK(memo.find(text, {.depth = 8}) != nullptr);
  CHECK(memo.find(text, {}) != nullptr);
}

TEST_CASE("a header brings the one key that it means, and the characters of a signature by it") {
  const auto key = VerificationKey::from_secret(SecretBytes::copy_of(std::string(32, 'k')), Algorithm::HS256);
  REQUIRE(key.has_value());
  HeaderMemo memo;
  const std::string one = encoded_header("k1");
  const std::string several = encoded_header("k2");
  memo.keep(one, read(one), &*key, {});
  memo.keep(several, read(several), nullptr, {});

  REQUIRE(memo.find(one + ".", {}) != nullptr);
  CHECK(memo.find(one + ".", {})->only_key == &*key);
  CHECK(memo.find(one + ".", {})->signature_size == 43);
  REQUIRE(memo.find(several + ".", {}) != nullptr);
  CHECK(memo.find(several + ".", {})->only_key == nullptr);
}

TEST_CASE("four headers are kept; further ones and long ones are not") {
  HeaderMemo memo;
  const std::string too_long = encoded_header(std::string(HeaderMemo::longest, 'k'));
  memo.keep(too_long, read(too_long), nullptr, {});
  CHECK(memo.find(too_long + ".", {}) == nullptr);

  for (const char* kid : {"k1", "k2", "k3", "k4", "k5"}) {
    memo.keep(encoded_header(kid), read(encoded_header(kid)), nullptr, {});
  }
  for (const char* kid : {"k1", "k2", "k3", "k4"}) CHECK(memo.find(encoded_header(kid) + ".", {}) != nullptr);
  CHECK(memo.find(encoded_header("k5") + ".", {}) == nullptr);
}

TEST_CASE("threads that keep and find the same headers see them whole") {
  HeaderMemo memo;
  const std::vector<std::string> kids{"k1", "k2", "k3"};
  std::vector<std::thread> threads;
  std::array<bool, 4> good{};
  for (bool& result : good) {
    threads.emplace_back([&memo, &kids, &result] {
      result = true;
      for (int round = 0; round < 200; ++round) {
        for (const std::string& kid : kids) {
          const std::string encoded = encoded_header(kid);
          const auto header = JoseHeader::parse(encoded);
          memo.keep(encoded, *header, nullptr, {});
          const auto* const found = memo.find(encoded + ".", {});
          result = result && found != nullptr && found->header.kid() == kid;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == std::array{true, true, true, true});
}
