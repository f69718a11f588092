// bcrypt over libxcrypt.
#include "password/backend.hpp"
#include "password/libxcrypt.hpp"

namespace signet::inline v0::detail {

Result<void> bcrypt(std::string_view password, const BcryptSalt& salt, std::uint32_t cost,
                    BcryptDigest& digest) {
  CryptCall call;
  const auto setting = BcryptString{.minor = 'b', .cost = cost, .salt = salt}.setting();
  if (!read_bcrypt_digest(call.run(password, setting), digest)) return fail(Errc::hash_failed);
  return {};
}

std::size_t bcrypt_width() noexcept { return 1; }

}  // namespace signet::inline v0::detail
