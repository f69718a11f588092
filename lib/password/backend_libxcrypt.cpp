// bcrypt over libxcrypt's crypt_rn, whose working memory is ours and wiped.
#include <crypt.h>

#include <cstring>
#include <string>

#include "password/backend.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

Result<void> bcrypt(std::string_view password, const BcryptSalt& salt, std::uint32_t cost,
                    BcryptDigest& digest) {
  SecretBytes terminated{password.size() + 1};  // crypt_rn takes a C string
  if (!password.empty()) std::memcpy(terminated.expose_writable().data(), password.data(), password.size());
  SecretBytes state{sizeof(crypt_data)};  // zeroed, as crypt_rn asks for
  const std::string setting = BcryptString{.minor = 'b', .cost = cost, .salt = salt}.setting();
  // NULL on failure, unlike crypt_r, which gives a text that a careless caller compares.
  const char* const computed =
      crypt_rn(reinterpret_cast<const char*>(terminated.expose().data()), setting.c_str(),
               state.expose_writable().data(), static_cast<int>(state.size()));
  if (computed == nullptr || !read_bcrypt_digest(computed, digest)) return fail(Errc::hash_failed);
  return {};
}

std::size_t bcrypt_width() noexcept { return 1; }

}  // namespace signet::inline v0::detail
