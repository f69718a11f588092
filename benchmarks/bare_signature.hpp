// BareSignature: a signature by OpenSSL alone, as cheap as its interface allows; what token work is measured
// over.
#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "signet/jose/algorithm.hpp"

namespace signet_bench {

/// Contexts are made once and used again; the hash of RS256, PS256 and ES256 is ours, which neither fetches
/// nor allocates. Ends the program where OpenSSL takes the key not.
class BareSignature {
 public:
  BareSignature(signet::Algorithm algorithm, const std::string& private_pem, std::string_view input);
  bool sign();    ///< over `input`
  bool verify();  ///< of a signature that was made at construction; ECDSA's in DER

 private:
  template <auto function>
  struct Free {
    template <class T>
    void operator()(T* handle) const noexcept {
      function(handle);
    }
  };
  using PkeyCtx = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
  using MdCtx = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

  void prepare_digest(signet::Algorithm algorithm);
  void prepare_whole();

  std::string input_;
  std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key_;
  PkeyCtx sign_digest_, verify_digest_;    // RSA, ECDSA
  MdCtx sign_whole_, verify_whole_;        // EdDSA
  std::array<unsigned char, 256> room_{};  // for RSA of 2048 bits
  std::size_t made_ = 0;                   // bytes of it
  std::vector<unsigned char> signature_;
};

}  // namespace signet_bench
