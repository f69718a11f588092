// UTF-8 validity as RFC 3629 defines it.
#pragma once

#include <string_view>

namespace signet::inline v0 {

/// Whether `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

}  // namespace signet::inline v0
