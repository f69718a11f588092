// Room for any signature, so that none needs an allocation.
#pragma once

#include <array>
#include <cstddef>

namespace signet::inline v0::detail {

/// The longest is that of the largest key there is: RSA with 16384 bits. Not zeroed where it is declared.
using SignatureBuffer = std::array<std::byte, 2048>;

}  // namespace signet::inline v0::detail
