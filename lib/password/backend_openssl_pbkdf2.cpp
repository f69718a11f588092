// PBKDF2 by OpenSSL.
#include <openssl/evp.h>

#include "crypto/quiet_errors.hpp"
#include "password/backend.hpp"

namespace signet::inline v0::detail {

Result<void> pbkdf2(std::string_view password, std::span<const std::byte> salt, const Pbkdf2Params& params,
                    std::span<std::byte> tag) {
  const QuietErrors quiet;
  if (params.iterations > INT32_MAX) return fail(Errc::hash_failed);
  const char* const typed = password.empty() ? "" : password.data();
  const int done = PKCS5_PBKDF2_HMAC(
      typed, static_cast<int>(password.size()), reinterpret_cast<const unsigned char*>(salt.data()),
      static_cast<int>(salt.size()), static_cast<int>(params.iterations), EVP_sha256(),
      static_cast<int>(tag.size()), reinterpret_cast<unsigned char*>(tag.data()));
  if (done != 1) return fail(Errc::hash_failed);
  return {};
}

std::size_t pbkdf2_width() noexcept { return 1; }

}  // namespace signet::inline v0::detail
