// OpenSSL's numbers for expected values: by operators, from the least significant byte first.
#pragma once

#include <openssl/bn.h>

#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <span>

namespace signet_test {

/// A number of any size, never negative.
class Big {
 public:
  Big() : number_(BN_new(), BN_free) {}
  explicit Big(unsigned long word) : Big() { BN_set_word(number_.get(), word); }
  Big(const Big& other) : number_(BN_dup(other.number_.get()), BN_free) {}
  Big& operator=(const Big& other) {
    BN_copy(number_.get(), other.number_.get());
    return *this;
  }

  static Big hexadecimal(const char* digits) {
    Big big;
    BIGNUM* number = big.number_.get();
    BN_hex2bn(&number, digits);
    return big;
  }
  static Big from(std::span<const std::byte> little_endian) {
    Big big;
    BN_lebin2bn(reinterpret_cast<const unsigned char*>(little_endian.data()),
                static_cast<int>(little_endian.size()), big.number_.get());
    return big;
  }
  template <std::size_t size>
  std::array<std::byte, size> bytes() const {
    std::array<std::byte, size> bytes{};
    BN_bn2lebinpad(number_.get(), reinterpret_cast<unsigned char*>(bytes.data()), size);
    return bytes;
  }

  friend Big operator+(const Big& a, const Big& b) {
    Big sum;
    BN_add(sum.number_.get(), a.number_.get(), b.number_.get());
    return sum;
  }
  friend Big operator-(const Big& a, const Big& b) {  // of what is not larger
    Big difference;
    BN_sub(difference.number_.get(), a.number_.get(), b.number_.get());
    return difference;
  }
  friend Big operator*(const Big& a, const Big& b) {
    Big product;
    BN_mul(product.number_.get(), a.number_.get(), b.number_.get(), scratch());
    return product;
  }
  friend Big operator%(const Big& a, const Big& modulus) {
    Big rest;
    BN_nnmod(rest.number_.get(), a.number_.get(), modulus.number_.get(), scratch());
    return rest;
  }
  friend Big operator<<(const Big& a, int bits) {
    Big shifted;
    BN_lshift(shifted.number_.get(), a.number_.get(), bits);
    return shifted;
  }
  friend Big operator>>(const Big& a, int bits) {
    Big shifted;
    BN_rshift(shifted.number_.get(), a.number_.get(), bits);
    return shifted;
  }
  friend bool operator==(const Big& a, const Big& b) { return BN_cmp(a.number_.get(), b.number_.get()) == 0; }
  friend bool operator<(const Big& a, const Big& b) { return BN_cmp(a.number_.get(), b.number_.get()) < 0; }
  friend Big power(const Big& a, const Big& exponent, const Big& modulus) {
    Big result;
    BN_mod_exp(result.number_.get(), a.number_.get(), exponent.number_.get(), modulus.number_.get(),
               scratch());
    return result;
  }

 private:
  static BN_CTX* scratch() {
    static const std::unique_ptr<BN_CTX, void (*)(BN_CTX*)> context{BN_CTX_new(), BN_CTX_free};
    return context.get();
  }

  std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number_;
};

/// The prime of edwards25519 and the order of its base point (RFC 8032 §5.1).
inline Big prime25519() { return (Big{1} << 255) - Big{19}; }
inline Big order25519() { return (Big{1} << 252) + Big::hexadecimal("14def9dea2f79cd65812631a5cf5d3ed"); }

template <std::size_t size>
std::array<std::byte, size> random_bytes(std::mt19937_64& random) {
  std::array<std::byte, size> bytes;
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

}  // namespace signet_test
