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

/// The most bytes a signature takes.
std::size_t signature_capacity(const KeyMaterial& key) noexcept;

/// Signs into `out`, which holds signature_capacity bytes. 0 when OpenSSL fails.
std::size_t make_signature(const KeyMaterial& key, std::string_view input, std::span<std::byte> out) noexcept;

}  // namespace signet::inline v0::detail
