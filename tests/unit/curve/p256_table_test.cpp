// Verification with prepared tables: the verdict of OpenSSL for every key, hash and signature.
#include "curve/p256_table.hpp"

#include <doctest/doctest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include "unit/curve/p256_openssl.hpp"

using namespace signet;
using namespace signet::detail;

namespace {

using Pkey = std::unique_ptr<EVP_PKEY, p256::Free<EVP_PKEY_free>>;
using PkeyCtx = std::unique_ptr<EVP_PKEY_CTX, p256::Free<EVP_PKEY_CTX_free>>;

Pkey openssl_key(const p256::Point& point) {
  std::array<unsigned char, 65> encoded{};
  EC_POINT_point2oct(p256::group(), point.get(), POINT_CONVERSION_UNCOMPRESSED, encoded.data(),
                     encoded.size(), p256::scratch());
  std::string curve = "prime256v1";
  std::array params{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size()),
      OSSL_PARAM_construct_end()};
  const PkeyCtx context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.data());
  REQUIRE(key != nullptr);
  return Pkey{key};
}

/// r and s, any numbers below 2^256.
struct Signature {
  Limbs r, s;
};

/// One public key, as both know it.
class BothKeys {
 public:
  explicit BothKeys(const p256::Point& point)
      : openssl_(openssl_key(point)),
        context_(EVP_PKEY_CTX_new_from_pkey(nullptr, openssl_.get(), nullptr)),
        table_(P256Table::make(std::span<const std::byte, 64>{p256::bytes(point)})) {
    EVP_PKEY_verify_init(context_.get());
  }

  bool ours(const Limbs& hash, const Signature& signature) const {
    std::array<std::byte, 64> raw{};
    const auto s_at = std::ranges::copy(p256::big_endian(signature.r), raw.begin()).out;
    std::ranges::copy(p256::big_endian(signature.s), s_at);
    return table_->digest_holds(p256::big_endian(hash), raw);
  }
  bool openssl(const Limbs& hash, const Signature& signature) const {
    const std::unique_ptr<ECDSA_SIG, p256::Free<ECDSA_SIG_free>> pair{ECDSA_SIG_new()};
    ECDSA_SIG_set0(pair.get(), p256::number(signature.r).release(), p256::number(signature.s).release());
    std::array<unsigned char, 80> der{};
    unsigned char* at = der.data();
    const int size = i2d_ECDSA_SIG(pair.get(), &at);
    const auto digest = p256::big_endian(hash);
    return EVP_PKEY_verify(context_.get(), der.data(), static_cast<std::size_t>(size),
                           reinterpret_cast<const unsigned char*>(digest.data()), digest.size()) == 1;
  }
  // Checks that both say `holds`.
  void check(bool holds, const Limbs& hash, const Signature& signature) const {
    CHECK(openssl(hash, signature) == holds);
    CHECK(ours(hash, signature) == holds);
  }

 private:
  Pkey openssl_;
  PkeyCtx context_;
  std::optional<P256Table> table_;
};

Limbs times(const Limbs& a, const Limbs& b) { return p256::product(a, b, p256_n); }
Limbs over(const Limbs& a, const Limbs& b) { return times(a, p256::inverse(b, p256_n)); }
Limbs plus(const Limbs& a, const Limbs& b) { return p256::joined(BN_mod_add, a, b, p256_n); }
Limbs minus(const Limbs& a, const Limbs& b) { return p256::joined(BN_mod_sub, a, b, p256_n); }
Limbs scalar(p256::Draw& draw) {
  for (;;) {
    if (const Limbs drawn = draw.below(p256_n); !is_zero(drawn)) return drawn;
  }
}

// x(k·G) modulo n.
Limbs r_of(const Limbs& k) {
  const p256::Point point = p256::multiple(k);
  const p256::Number x{BN_new()};
  EC_POINT_get_affine_coordinates(p256::group(), point.get(), x.get(), nullptr, p256::scratch());
  BN_mod(x.get(), x.get(), EC_GROUP_get0_order(p256::group()), p256::scratch());
  return p256::limbs(x);
}

Signature signature_of(const Limbs& hash, const Limbs& private_key, const Limbs& k) {
  const Limbs r = r_of(k);
  return {r, over(plus(hash, times(r, private_key)), k)};
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
      keys.check(true, hash, signature);
      keys.check(true, hash, {signature.r, minus({}, signature.s)});  // a high s is as good (RFC 7518 §3.4)
      keys.check(false, hash, {flipped(signature.r, draw.word()), signature.s});
      keys.check(false, hash, {signature.r, flipped(signature.s, draw.word())});
      keys.check(false, flipped(hash, draw.word()), signature);
      keys.check(false, hash, {signature.s, signature.r});
      if (before) before->check(false, hash, signature);
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
      keys.check(false, hash, {bad, other});
      keys.check(false, hash, {other, bad});
    }
    keys.check(false, hash, {bad, good.s});
    keys.check(false, hash, {good.r, bad});
  }
  // A signature whose s is small, so that s + n still fits: with hash = s·k - r·d.
  const Limbs k = scalar(draw);
  const Limbs small_hash = minus(k, times(r_of(k), private_key));
  keys.check(true, small_hash, {r_of(k), one});
  keys.check(false, small_hash, {r_of(k), add(one, p256_n).limbs});
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
    keys.check(true, hash, signature);
    keys.check(false, hash, {p256::near(signature.r, 1), signature.s});
    keys.check(false, hash, {p256::near(p256_n, i), signature.s});
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
    keys.check(false, hash, signature);
    keys.check(false, hash, {p256::near(r, -1), signature.s});
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
      BothKeys{key_leading_to(sum, hash, signature)}.check(true, hash, signature);
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
    BothKeys{p256::multiple(private_key)}.check(true, hash, signature_of(hash, private_key, k));
    // hash/s·G = -r/s·Q: whatever s is.
    const BothKeys opposite{p256::multiple(minus({}, private_key))};
    opposite.check(false, hash, {r, k});
    opposite.check(false, hash, {r, scalar(draw)});
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
      keys.check(true, hash, signature_of(hash, private_key, k));
      // Equal digits all the way: doublings with the key G, nothing left at each step with -G.
      const Limbs s = over(plus(r, times(r, private_key)), k);
      if (!is_zero(s)) keys.check(true, r, {r, s});
      keys.check(false, r, {r, scalar(draw)});
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
      keys.check(true, hash, signature);
      keys.check(false, p256::near(hash, 1), signature);
    }
  }
}

TEST_CASE("no table is made of what is no point") {
  std::array<std::byte, 64> bytes{};
  CHECK_FALSE(P256Table::make(bytes));
  bytes.fill(std::byte{0xff});
  CHECK_FALSE(P256Table::make(bytes));
}
