// scrypt by OpenSSL, which takes its memory by malloc and wipes it.
#include <openssl/evp.h>

#include "crypto/quiet_errors.hpp"
#include "password/arena.hpp"
#include "password/backend.hpp"

namespace signet::inline v0::detail {

Result<void> scrypt(std::string_view password, std::span<const std::byte> salt, const ScryptParams& params,
                    std::span<std::byte> tag) {
  WorkerArena::make_room();
  const QuietErrors quiet;
  const std::uint64_t n = std::uint64_t{1} << params.log_n;
  const std::uint64_t memory = 128 * std::uint64_t{params.r} * (n + params.p + 2);  // by OpenSSL's count
  const int done = EVP_PBE_scrypt(
      password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), n,
      params.r, params.p, memory, reinterpret_cast<unsigned char*>(tag.data()), tag.size());
  if (done != 1) return fail(Errc::hash_failed);
  return {};
}

}  // namespace signet::inline v0::detail
