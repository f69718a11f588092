// Ed25519 verification by tables: RFC 8032's and Wycheproof's vectors, and the same verdicts as OpenSSL.
#include "curve/ed25519_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "seed.hpp"
#include "unit/curve/ed25519_keys.hpp"

using signet::detail::Ed25519Table;
using signet_test::Big;
using signet_test::openssl_holds;
using signet_test::order25519;
using signet_test::Point;
using signet_test::random_bytes;
using signet_test::Signature;
using signet_test::SomeKey;

namespace {

nlohmann::json read(const std::string& file) {
  std::ifstream in{SIGNET_SOURCE_DIR "/tests/vectors/" + file};
  REQUIRE(in.good());
  return nlohmann::json::parse(in);
}

std::string from_hex(const nlohmann::json& member) {
  const auto digits = member.get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

template <std::size_t size>
std::array<std::byte, size> array_of(const std::string& bytes) {
  REQUIRE(bytes.size() == size);
  std::array<std::byte, size> array;
  std::ranges::copy(std::as_bytes(std::span{bytes}), array.begin());
  return array;
}

// What is signed and by whom, of which one bit or more is then changed.
struct Case {
  Point key;
  std::string message;
  Signature signature;
};

template <class Bytes>
void flip(Bytes& bytes, std::mt19937_64& random) {
  const std::uint64_t draw = random();
  auto& byte = bytes[draw / 8 % bytes.size()];
  byte = static_cast<typename Bytes::value_type>(static_cast<unsigned>(byte) ^ 1U << draw % 8);
}

void add_order(Signature& signature) {
  const Big s = Big::from(std::span{signature}.last<32>()) + order25519();
  std::ranges::copy(s.bytes<32>(), signature.begin() + 32);
}

void mutate(Case& of, std::uint64_t kind, std::mt19937_64& random) {
  std::span<std::byte, 64> signature{of.signature};
  auto r = signature.first<32>();
  auto s = signature.last<32>();
  switch (kind) {
    case 0:
      flip(of.message, random);
      break;
    case 1:
      of.message += 'x';
      break;
    case 2:
      of.signature[random() % 32] ^= std::byte{0x10};
      break;
    case 3:
      of.signature[32 + random() % 32] ^= std::byte{0x10};
      break;
    case 4:
      flip(of.signature, random);
      break;
    case 5:
      add_order(of.signature);
      break;
    case 6:
      of.signature[31] ^= std::byte{0x80};
      break;
    case 7:
      std::ranges::swap_ranges(r, s);
      break;
    case 8:
      std::ranges::copy(random_bytes<32>(random), s.begin());
      break;
    case 9:
      of.signature = random_bytes<64>(random);
      break;
    default:
      break;
  }
}

}  // namespace

TEST_CASE("the signatures of RFC 8032 §7.1 hold, and of another message do not") {
  const auto cases = read("rfc-misc/rfc8032_ed25519.json");
  CHECK(cases.size() == 5);
  for (const auto& test : cases) {
    const auto table = Ed25519Table::make(array_of<32>(from_hex(test["public_key"])));
    const auto signature = array_of<64>(from_hex(test["signature"]));
    REQUIRE(table.has_value());
    CHECK(table->holds(from_hex(test["message"]), signature));
    CHECK_FALSE(table->holds(from_hex(test["message"]) + "x", signature));
  }
}

TEST_CASE(
    "every case of Wycheproof whose signature has 64 bytes has the verdict of its file and of OpenSSL") {
  const auto file = read("wycheproof/ed25519_test.json");
  int run = 0;
  for (const auto& group : file["testGroups"]) {
    const auto key = array_of<32>(from_hex(group["publicKey"]["pk"]));
    const auto table = Ed25519Table::make(key);
    REQUIRE(table.has_value());
    for (const auto& test : group["tests"]) {
      const std::string signature = from_hex(test["sig"]);
      if (signature.size() != 64) continue;  // refused before, by signature_holds
      const std::string message = from_hex(test["msg"]);
      CAPTURE(test["tcId"]);
      const bool holds = table->holds(message, array_of<64>(signature));
      CHECK(holds == (test["result"] == "valid"));
      CHECK(holds == openssl_holds(key, message, array_of<64>(signature)));
      ++run;
    }
  }
  CHECK(run >= 100);
}

TEST_CASE("signatures and what was changed in them have the verdict of OpenSSL") {
  std::mt19937_64 random{signet::testing::seed()};
  int held = 0;
  for (int i = 0; i < 40; ++i) {
    const SomeKey signer{random_bytes<32>(random)};
    const auto table = Ed25519Table::make(signer.public_key);
    REQUIRE(table.has_value());
    for (std::uint64_t kind = 0; kind < 60; ++kind) {
      Case of{signer.public_key, std::string(1 + random() % 300, 'm'), {}};
      flip(of.message, random);
      of.signature = signer.sign(of.message);
      mutate(of, kind % 12, random);
      const bool holds = table->holds(of.message, of.signature);
      CAPTURE(kind);
      CHECK(holds == openssl_holds(of.key, of.message, of.signature));
      held += holds ? 1 : 0;
    }
  }
  CHECK(held == 40 * 10);  // the two kinds of twelve that change nothing
}

TEST_CASE("under a key with one bit changed a signature has the verdict of OpenSSL") {
  std::mt19937_64 random{signet::testing::seed()};
  const SomeKey signer{random_bytes<32>(random)};
  const Signature signature = signer.sign("message");
  int points = 0;
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Point key = signer.public_key;
    key[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    const auto table = Ed25519Table::make(key);
    CHECK((table && table->holds("message", signature)) == openssl_holds(key, "message", signature));
    points += table ? 1 : 0;
  }
  CHECK(points > 64);
  CHECK(points < 192);
}

TEST_CASE("a signature of no bytes, and of many, holds") {
  const SomeKey signer{Point{}};
  const auto table = Ed25519Table::make(signer.public_key);
  REQUIRE(table.has_value());
  for (const std::size_t size : std::array<std::size_t, 7>{0, 1, 63, 64, 127, 128, 100'000}) {
    const std::string message(size, 'm');
    CHECK(table->holds(message, signer.sign(message)));
  }
}

TEST_CASE("bytes that are no point make no table") {
  const Point no_point = signet_test::encoded(Big{2}, false);
  CHECK_FALSE(Ed25519Table::make(no_point).has_value());
}
