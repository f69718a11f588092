// PBKDF2 of one password, by the kernels of our own.
#include "password/backend.hpp"
#include "password/pbkdf2.hpp"

namespace signet::inline v0::detail {

Result<void> pbkdf2(std::string_view password, std::span<const std::byte> salt, const Pbkdf2Params& params,
                    std::span<std::byte> tag) {
  const Pbkdf2Job job{password, salt, tag};
  pbkdf2_sha256({&job, 1}, params.iterations);
  return {};
}

}  // namespace signet::inline v0::detail
