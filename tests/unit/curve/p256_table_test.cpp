// Verification with prepared tables: the verdict of OpenSSL for every key, hash and signature.
#include "curve/p256_table.hpp"

#include <doctest/doctest.h>

#include "unit/curve/p256_signatures.hpp"

using namespace signet;
using namespace signet::detail;
using p256::BothKeys;
using p256::minus;
using p256::over;
using p256::plus;
using p256::r_of;
using p256::scalar;
using p256::Signature;
using p256::signature_of;
using p256::times;

namespace {

void check(const BothKeys& keys, bool holds, const Limbs& hash, const Signature& signature) {
  CHECK(keys.openssl(hash, signature) == holds);
  CHECK(keys.ours(hash, signature) == holds);
}

// The key for which this signature of this hash leads to `sum`: (sum - hash/s·G) / (r/s).
p256::Point key_leading_to(const p256::Point& sum, const Limbs& hash, const Signature& signature) {
  const p256::Point of_generator = p256::multiple(minus({}, over(hash, signature.s)));
  const p256::Point left{EC_POINT_new(p256::group())};
  EC_POINT_add(p256::group(), left.get(), sum.get(), of_generator.get(), p256::scratch());
  return p256::multiple(over(signature.s, signature.r), left);
}

// The point of this x, if there is one.
p256::Point point_at(const Limbs& x) {
  p256::Point point{EC_POINT_new(p256::group())};
  const bool found = EC_POINT_set_compressed_coordinates(p256::group(), point.get(), p256::number(x).get(), 0,
                                                         p256::scratch()) == 1;
  return found ? std::move(point) : nullptr;
}

Limbs flipped(Limbs number, std::uint64_t bit) {
  number[bit / 64 % 4] ^= std::uint64_t{1} << bit % 64;
  return number;
}

}  // namespace

TEST_CASE("signatures hold, and with a bit flipped in r, s, hash or under another key none does") {
  p256::Draw draw;
  std::optional<BothKeys> before;
  for (int round = 0; round < 40; ++round) {
    const Limbs private_key = scalar(draw);
    const BothKeys keys{p256::multiple(private_key)};
    for (int i = 0; i < 60; ++i) {
      const Limbs hash = draw();
      const Signature signature = signature_of(hash, private_key, scalar(draw));
      check(keys, true, hash, signature);
      check(keys, true, hash, {signature.r, minus({}, signature.s)});  // a high s is as good (RFC 7518 §3.4)
      check(keys, false, hash, {flipped(signature.r, draw.word()), signature.s});
      check(keys, false, hash, {signature.r, flipped(signature.s, draw.word())});
      check(keys, false, flipped(hash, draw.word()), signature);
      check(keys, false, hash, {signature.s, signature.r});
      if (before) check(*before, false, hash, signature);
    }
    before.emplace(p256::multiple(private_key));
  }
}

TEST_CASE("every flipped bit of one signature and its hash is noticed") {
  p256::Draw draw;
  const Limbs private_key = scalar(draw);
  const BothKeys keys{p256::multiple(private_key)};
  const Limbs hash = draw();
  const Signature signature = signature_of(hash, private_key, scalar(draw));
  for (std::uint64_t bit = 0; bit < 256; ++bit) {
    CHECK_FALSE(keys.ours(hash, {flipped(signature.r, bit), signature.s}));
    CHECK_FALSE(keys.ours(hash, {signature.r, flipped(signature.s, bit)}));
    CHECK_FALSE(keys.ours(flipped(hash, bit), signature));
  }
}

TEST_CASE("r and s outside 1 .. n-1 are refused, also where they are right modulo n") {
  p256::Draw draw;
  const Limbs private_key = scalar(draw);
  const BothKeys keys{p256::multiple(private_key)};
  const Limbs hash = draw();
  const Signature good = signature_of(hash, private_key, scalar(draw));
  const Limbs one{1, 0, 0, 0};
  for (const Limbs& bad : {Limbs{}, p256_n, p256::near(p256_n, 1), p256_p, p256::near({}, -1)}) {
    for (const Limbs& other : {Limbs{}, one, p256::near(p256_n, -1), p256_n}) {
      check(keys, false, hash, {bad, other});
      check(keys, false, hash, {other, bad});
    }
    check(keys, false, hash, {bad, good.s});
    check(keys, false, hash, {good.r, bad});
  }
  // A signature whose s is small, so that s + n still fits: with hash = s·k - r·d.
  const Limbs k = scalar(draw);
  const Limbs small_hash = minus(k, times(r_of(k), private_key));
  check(keys, true, small_hash, {r_of(k), one});
  check(keys, false, small_hash, {r_of(k), add(one, p256_n).limbs});
}

TEST_CASE("an x between n and p counts as its r, which is x - n") {
  p256::Draw draw;
  int found = 0;
  for (int i = 1; found < 5; ++i) {
    const p256::Point sum = point_at(p256::near(p256_n, i));
    if (!sum) continue;
    ++found;
    const Limbs hash = draw();
    const Signature signature{{static_cast<std::uint64_t>(i), 0, 0, 0}, scalar(draw)};
    const BothKeys keys{key_leading_to(sum, hash, signature)};
    check(keys, true, hash, signature);
    check(keys, false, hash, {p256::near(signature.r, 1), signature.s});
    check(keys, false, hash, {p256::near(p256_n, i), signature.s});
  }
}

// Each r is below n, and r + n is p: which is 0, but no number below p.
TEST_CASE("an x of zero is no r at all, nor is it p - n") {
  p256::Draw draw;
  const p256::Point sum = point_at({});
  REQUIRE(sum);
  const Limbs r = subtract(p256_p, p256_n).limbs;
  for (int i = 0; i < 10; ++i) {
    const Limbs hash = draw();
    const Signature signature{r, scalar(draw)};
    const BothKeys keys{key_leading_to(sum, hash, signature)};
    check(keys, false, hash, signature);
    check(keys, false, hash, {p256::near(r, -1), signature.s});
  }
}

TEST_CASE("small r hold, as do r just below n") {
  p256::Draw draw;
  int found = 0;
  for (int i = 1; i < 40; ++i) {
    for (const Limbs& r : {Limbs{static_cast<std::uint64_t>(i), 0, 0, 0}, p256::near(p256_n, -i)}) {
      const p256::Point sum = point_at(r);
      if (!sum) continue;
      ++found;
      const Limbs hash = draw();
      const Signature signature{r, scalar(draw)};
      check(BothKeys{key_leading_to(sum, hash, signature)}, true, hash, signature);
    }
  }
  CHECK(found > 10);
}

TEST_CASE("the two products may be equal, and opposite ones have no sum") {
  p256::Draw draw;
  for (int i = 0; i < 20; ++i) {
    const Limbs k = scalar(draw);
    const Limbs r = r_of(k);
    const Limbs hash = scalar(draw);
    // hash/s·G = r/s·Q: the key is hash/r·G.
    const Limbs private_key = over(hash, r);
    check(BothKeys{p256::multiple(private_key)}, true, hash, signature_of(hash, private_key, k));
    // hash/s·G = -r/s·Q: whatever s is.
    const BothKeys opposite{p256::multiple(minus({}, private_key))};
    check(opposite, false, hash, {r, k});
    check(opposite, false, hash, {r, scalar(draw)});
  }
}

TEST_CASE("keys that are small multiples of the generator meet its table at every step") {
  p256::Draw draw;
  for (const int small : {1, -1, 2, -2, 3, 32, -32, 64, -64}) {
    const Limbs private_key =
        small > 0 ? Limbs{static_cast<std::uint64_t>(small), 0, 0, 0} : p256::near(p256_n, small);
    const BothKeys keys{p256::multiple(private_key)};
    for (int i = 0; i < 20; ++i) {
      const Limbs k = scalar(draw);
      const Limbs r = r_of(k);
      const Limbs hash = draw();
      check(keys, true, hash, signature_of(hash, private_key, k));
      // Equal digits all the way: doublings with the key G, nothing left at each step with -G.
      const Limbs s = over(plus(r, times(r, private_key)), k);
      if (!is_zero(s)) check(keys, true, r, {r, s});
      check(keys, false, r, {r, scalar(draw)});
    }
  }
}

TEST_CASE("a hash of zero, of n and of all ones is a hash like any other") {
  p256::Draw draw;
  const Limbs private_key = scalar(draw);
  const BothKeys keys{p256::multiple(private_key)};
  for (const Limbs& hash : {Limbs{}, Limbs{1, 0, 0, 0}, p256::near(p256_n, -1), p256_n, p256::near(p256_n, 1),
                            p256_p, p256::near({}, -1)}) {
    for (int i = 0; i < 10; ++i) {
      const Signature signature = signature_of(hash, private_key, scalar(draw));
      check(keys, true, hash, signature);
      check(keys, false, p256::near(hash, 1), signature);
    }
  }
}

TEST_CASE("no table is made of what is no point") {
  std::array<std::byte, 64> bytes{};
  CHECK_FALSE(P256Table::make(bytes));
  bytes.fill(std::byte{0xff});
  CHECK_FALSE(P256Table::make(bytes));
}
