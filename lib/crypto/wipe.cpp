// core's wipe, over OpenSSL: a plain fill before a free is removed by the optimiser.
#include <openssl/crypto.h>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

void wipe(void* bytes, std::size_t size) noexcept { OPENSSL_cleanse(bytes, size); }

}  // namespace signet::inline v0
