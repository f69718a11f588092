// bcrypt by our own kernel, a group of one.
#include "password/backend.hpp"
#include "password/bcrypt_kernel.hpp"
#include "password/bcrypt_lanes.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

Result<void> bcrypt(std::string_view password, const BcryptSalt& salt, std::uint32_t cost,
                    BcryptDigest& digest) {
  BcryptJob job{.password = password, .salt = salt, .digest = {}};
  BcryptLane lane;
  bcrypt_group({&job, 1}, cost, {&lane, 1});
  digest = job.digest;
  wipe(job.digest.data(), job.digest.size());
  return {};
}

std::size_t bcrypt_width() noexcept { return bcrypt_lanes(); }

}  // namespace signet::inline v0::detail
