// Keys by which services authenticate themselves, as the bearer tokens of their requests.
#pragma once

#include <span>
#include <string_view>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

/// Whether `shown` is one of the keys. All are looked at, by their hashes, so that time tells neither where
/// two differ nor which was found. @thread safe
bool is_service_key(std::string_view shown, std::span<const SecretBytes> keys);

}  // namespace signet::inline v0
