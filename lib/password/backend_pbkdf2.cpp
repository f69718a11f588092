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

std::size_t pbkdf2_width() noexcept {
  const Pbkdf2Kernel wide = pbkdf2_kernels().wide;
  return wide.worth <= wide.width ? wide.width : 1;
}

}  // namespace signet::inline v0::detail
