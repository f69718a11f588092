// RSA keys: RFC 7518 §6.3 members, and the checks that OpenSSL leaves to us.
#include <openssl/core_names.h>

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "jose/key_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr const char* key_type = "RSA";
constexpr int min_exponent_bits = 17;
constexpr int max_exponent_bits = 33;

struct NumberName {
  const char* member;     // RFC 7518 §6.3
  const char* parameter;  // OpenSSL
};
constexpr std::array<NumberName, 2> public_numbers{
    {{"e", OSSL_PKEY_PARAM_RSA_E}, {"n", OSSL_PKEY_PARAM_RSA_N}}};
constexpr std::array<NumberName, 6> private_numbers{{{"d", OSSL_PKEY_PARAM_RSA_D},
                                                     {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
                                                     {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
                                                     {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
                                                     {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
                                                     {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1}}};

// The numbers of a JWK in OpenSSL's native byte order, wiped when they go.
class NumberParams {
 public:
  Result<void> add(const Jwk& jwk, const NumberName& name) {
    auto octets = jwk.octets(name.member);
    if (!octets) return octets.error();
    // RFC 7518 §2, Base64urlUInt: the minimum number of octets.
    if (octets->expose().front() == std::byte{0}) return fail(Errc::key_malformed, name.member);
    if (octets->size() * 8 > max_rsa_bits) return fail(Errc::key_unsupported, name.member);
    const std::span<std::byte> bytes = octets->expose_writable();
    if constexpr (std::endian::native == std::endian::little) std::ranges::reverse(bytes);
    params_.push_back(OSSL_PARAM_construct_BN(name.parameter, writable_bytes_of(bytes.data()), bytes.size()));
    numbers_.push_back(std::move(*octets));
    return {};
  }

  OSSL_PARAM* end() {
    params_.push_back(OSSL_PARAM_construct_end());
    return params_.data();
  }

 private:
  std::vector<SecretBytes> numbers_;
  std::vector<OSSL_PARAM> params_;
};

bool rsa_available(Algorithm) { return has_key_type(key_type); }

Result<Pkey> rsa_from_jwk(const Jwk& jwk, Algorithm, Purpose purpose) {
  NumberParams params;
  for (const NumberName& name : public_numbers) {
    if (const auto added = params.add(jwk, name); !added) return added.error();
  }
  if (purpose == Purpose::sign) {
    if (jwk.members().find("oth")) return fail(Errc::key_unsupported, "oth");
    for (const NumberName& name : private_numbers) {
      if (const auto added = params.add(jwk, name); !added) return added.error();
    }
  }
  Pkey key = key_from_params(key_type, purpose, params.end());
  if (!key) return fail(Errc::key_malformed);
  return key;
}

Result<void> check_public(const EVP_PKEY* key, Algorithm algorithm) {
  const Number n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
  const Number e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
  if (!n || !e) return fail(Errc::key_malformed);
  if (BN_num_bits(n.get()) < spec_of(algorithm).min_key_bits) return fail(Errc::key_too_weak, "n");
  if (BN_num_bits(n.get()) > max_rsa_bits) return fail(Errc::key_unsupported, "n");
  if (BN_is_odd(n.get()) != 1) return fail(Errc::key_malformed, "n");
  const int exponent_bits = BN_num_bits(e.get());
  if (exponent_bits < min_exponent_bits || exponent_bits > max_exponent_bits || BN_is_odd(e.get()) != 1) {
    return fail(Errc::key_unsupported, "e");
  }
  return {};
}

// Whether a·b ≡ 1 (mod m), m > 1.
bool inverse(const BIGNUM* a, const BIGNUM* b, const BIGNUM* m, BN_CTX* scratch) {
  const Number product{BN_secure_new()};
  return product && BN_mod_mul(product.get(), a, b, m, scratch) == 1 && BN_is_one(product.get()) == 1;
}

struct Exponents {
  const BIGNUM* e;
  const BIGNUM* d;
  const BIGNUM* rest;  // dp or dq
};

// Whether e·d ≡ e·rest ≡ 1 (mod factor - 1).
bool exponents_fit(const Exponents& exponents, const BIGNUM* factor, BN_CTX* scratch) {
  const Number order{BN_dup(factor)};
  if (!order || BN_sub_word(order.get(), 1) != 1) return false;
  return BN_num_bits(order.get()) > 1 && BN_cmp(exponents.rest, order.get()) < 0 &&
         inverse(exponents.e, exponents.d, order.get(), scratch) &&
         inverse(exponents.e, exponents.rest, order.get(), scratch);
}

// The relations of RFC 8017 §3.2. A wrong CRT value would sign with a fault that reveals the key.
Result<void> check_private(const EVP_PKEY* key) {
  if (number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR3)) return fail(Errc::key_unsupported, "oth");
  std::array<Number, private_numbers.size()> numbers;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = number_of(key, private_numbers[i].parameter);
    if (!numbers[i] || BN_is_zero(numbers[i].get()) == 1)
      return fail(Errc::key_malformed, private_numbers[i].member);
  }
  const auto& [d, p, q, dp, dq, qi] = numbers;
  const Number n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
  const Number e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
  const Number product{BN_secure_new()};
  const NumberCtx scratch{BN_CTX_secure_new()};
  const bool holds = n && e && product && scratch &&
                     BN_mul(product.get(), p.get(), q.get(), scratch.get()) == 1 &&
                     BN_cmp(product.get(), n.get()) == 0 && BN_cmp(d.get(), n.get()) < 0 &&
                     exponents_fit({e.get(), d.get(), dp.get()}, p.get(), scratch.get()) &&
                     exponents_fit({e.get(), d.get(), dq.get()}, q.get(), scratch.get()) &&
                     BN_cmp(qi.get(), p.get()) < 0 && inverse(qi.get(), q.get(), p.get(), scratch.get());
  if (!holds) return fail(Errc::key_malformed);
  return {};
}

Result<void> check_rsa(EVP_PKEY* key, Algorithm algorithm, Purpose purpose) {
  if (EVP_PKEY_is_a(key, key_type) != 1) return fail(Errc::key_mismatch);
  const auto held = check_public(key, algorithm);
  return held && purpose == Purpose::sign ? check_private(key) : held;
}

void write_public(JsonWriter& json, const EVP_PKEY* key) {
  write_number(json, "e", number_of(key, OSSL_PKEY_PARAM_RSA_E).get());
  json.key("kty").string("RSA");
  write_number(json, "n", number_of(key, OSSL_PKEY_PARAM_RSA_N).get());
}

void write_private(JsonWriter& json, const EVP_PKEY* key) {
  for (const NumberName& name : private_numbers) {
    write_number(json, name.member, number_of(key, name.parameter).get());
  }
}

Pkey generate_smallest(Algorithm algorithm) { return generate_rsa(spec_of(algorithm).min_key_bits); }

}  // namespace

Pkey generate_rsa(std::size_t bits) noexcept {
  return Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, key_type, bits)};
}

const KeyKind rsa_kind{rsa_available,     rsa_from_jwk, check_rsa,
                       generate_smallest, write_public, write_private};

}  // namespace signet::inline v0::detail
