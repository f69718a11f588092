// Keys from DER: the structures that keys are stored in, each decoded as what it claims to be and nothing
// else.
#pragma once

#include <span>
#include <string_view>

#include "jose/key_material.hpp"

namespace signet::inline v0::detail {

/// The most bytes that a key text may have, in PEM and in DER.
inline constexpr std::size_t max_key_text = std::size_t{32} * 1024;

/// The key in a PEM block with this label.
/// @param passphrase  opens an encrypted key; null when there is none
/// @error key_malformed       a label that no key of this purpose has, or not exactly that structure
/// @error passphrase_missing  the key is encrypted, and there is no passphrase
/// @error passphrase_wrong    the passphrase does not open it
Result<Pkey> decode_labelled(std::string_view label, std::span<const unsigned char> der, Purpose purpose,
                             const SecretBytes* passphrase);

/// The key in whichever structure for this purpose `der` is. Errors as decode_labelled.
Result<Pkey> decode_any(std::span<const unsigned char> der, Purpose purpose, const SecretBytes* passphrase);

}  // namespace signet::inline v0::detail
