// The help texts of `signet admin`.
#pragma once

#include <string>
#include <string_view>

namespace signet_cli {

/// Of all commands together.
extern const std::string_view admin_help;

/// Of one, named by its two words; with the options that every command takes.
std::string admin_help_of(std::string_view command);

}  // namespace signet_cli
