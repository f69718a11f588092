// argon2 by OpenSSL (3.2 or newer), all lanes on the calling thread.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "crypto/quiet_errors.hpp"
#include "password/backend.hpp"
#include "signet/core/handle.hpp"

namespace signet::inline v0::detail {
namespace {

void free_kdf(EVP_KDF* kdf) noexcept { EVP_KDF_free(kdf); }
void free_context(EVP_KDF_CTX* context) noexcept { EVP_KDF_CTX_free(context); }

// By type.
constexpr const char* names[] = {"ARGON2D", "ARGON2I", "ARGON2ID"};

// OSSL_PARAM's fields are not const, yet a KDF only reads them.
OSSL_PARAM bytes_param(const char* name, const void* bytes, std::size_t size) noexcept {
  return OSSL_PARAM_construct_octet_string(name, const_cast<void*>(bytes), size);
}

}  // namespace

Result<void> argon2_hash(std::string_view password, std::span<const std::byte> salt,
                         const Argon2Params& params, Argon2Version version, std::span<std::byte> tag) {
  const QuietErrors quiet;
  const Handle<EVP_KDF, free_kdf> kdf{
      EVP_KDF_fetch(nullptr, names[static_cast<std::uint8_t>(params.type)], nullptr)};
  const Handle<EVP_KDF_CTX, free_context> context{kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr};
  if (!context) return fail(Errc::hash_failed);
  std::uint32_t passes = params.passes;
  std::uint32_t memory = params.memory.count;
  std::uint32_t lanes = params.lanes;
  auto number = static_cast<std::uint32_t>(version);
  const void* const typed = password.empty() ? "" : password.data();  // a null pointer would be no password
  const OSSL_PARAM given[] = {bytes_param(OSSL_KDF_PARAM_PASSWORD, typed, password.size()),
                              bytes_param(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
                              OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &passes),
                              OSSL_PARAM_construct_uint32("memcost", &memory),  // no names in 3.0's headers
                              OSSL_PARAM_construct_uint32("lanes", &lanes),
                              OSSL_PARAM_construct_uint32("version", &number),
                              OSSL_PARAM_construct_end()};
  const bool derived =
      EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(tag.data()), tag.size(), given) == 1;
  // OpenSSL 3.5 says yes where it found no memory for one of its BLAKE2b, and gives another tag; but it noted
  // an error, behind the mark that `quiet` has set.
  if (!derived || ERR_count_to_mark() != 0) return fail(Errc::hash_failed);
  return {};
}

bool argon2_takes_arena() noexcept { return false; }

}  // namespace signet::inline v0::detail
