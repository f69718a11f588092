// The signature operations of the algorithm table over shared key material.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "jose/key_material.hpp"

namespace signet::inline v0::detail {

/// A fresh operation for the key's algorithm and purpose; null when OpenSSL cannot.
Operation* new_operation(const KeyMaterial& key) noexcept;

/// Whether `signature`, of whatever length, is the one of `input`. False too when OpenSSL fails.
bool signature_holds(const KeyMaterial& key, std::string_view input,
                     std::span<const std::byte> signature) noexcept;

/// The same of a signature as it stands in a token: base64url.
bool encoded_signature_holds(const KeyMaterial& key, std::string_view input, std::string_view text) noexcept;

/// Signs into `out`. 0 when that has fewer than key.signature_size bytes, or OpenSSL fails.
std::size_t make_signature(const KeyMaterial& key, std::string_view input, std::span<std::byte> out) noexcept;

}  // namespace signet::inline v0::detail
