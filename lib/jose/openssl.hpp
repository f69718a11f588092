// Owners of the OpenSSL objects that keys are made of.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "crypto/quiet_errors.hpp"
#include "signet/core/handle.hpp"

namespace signet::inline v0::detail {

inline void free_pkey(EVP_PKEY* key) noexcept { EVP_PKEY_free(key); }
inline void free_pkey_ctx(EVP_PKEY_CTX* context) noexcept { EVP_PKEY_CTX_free(context); }
inline void free_md_ctx(EVP_MD_CTX* context) noexcept { EVP_MD_CTX_free(context); }
inline void free_number(BIGNUM* number) noexcept { BN_clear_free(number); }
inline void free_number_ctx(BN_CTX* context) noexcept { BN_CTX_free(context); }
inline void free_bio(BIO* bio) noexcept { BIO_free(bio); }
inline void free_params(OSSL_PARAM* params) noexcept { OSSL_PARAM_free(params); }

using Pkey = Handle<EVP_PKEY, free_pkey>;
using PkeyCtx = Handle<EVP_PKEY_CTX, free_pkey_ctx>;
using MdCtx = Handle<EVP_MD_CTX, free_md_ctx>;
using Number = Handle<BIGNUM, free_number>;
using NumberCtx = Handle<BN_CTX, free_number_ctx>;
using Bio = Handle<BIO, free_bio>;
using Params = Handle<OSSL_PARAM, free_params>;

inline const unsigned char* bytes_of(const void* bytes) noexcept {
  return static_cast<const unsigned char*>(bytes);
}
inline unsigned char* writable_bytes_of(void* bytes) noexcept { return static_cast<unsigned char*>(bytes); }

}  // namespace signet::inline v0::detail
