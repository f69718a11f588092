// Keys from DER: the structures that keys are stored in, each decoded as what it claims to be and nothing
// else.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "jose/key_material.hpp"

namespace signet::inline v0::detail {

/// The most bytes that a key text may have, in PEM and in DER.
inline constexpr std::size_t max_key_text = std::size_t{32} * 1024;

/// The key in the one structure for this purpose that `der` is.
/// @param label       of the PEM block it stood in, which must be that structure's; nothing for bare DER
/// @param passphrase  opens an encrypted key; obtained for nothing else
/// @error key_malformed       no such structure, or not exactly one
/// @error passphrase_missing  the key is encrypted, and there is no passphrase
/// @error any                 the key is encrypted, and the passphrase's callable answered this
/// @error passphrase_wrong    the passphrase does not open it
Result<Pkey> decode_key(std::span<const unsigned char> der, std::optional<std::string_view> label,
                        Purpose purpose, const Passphrase& passphrase);

}  // namespace signet::inline v0::detail
