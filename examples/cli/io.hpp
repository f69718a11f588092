// Reading inputs and writing results of the signet command.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "signet/core/error.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet_cli {

/// Exit codes, the same for all subcommands.
enum class Exit : int { ok = 0, rejected = 1, usage = 2 };

/// Something could not be read or used; printed as it stands, exit code 2.
struct InputError {
  std::string message;
};

/// The most of a token file that is read, in bytes; the verifier's own limit is far below.
inline constexpr std::size_t token_file_limit = 1'048'576;

/// The whole of a file, or of standard input for `-`, at most `most` bytes. Throws InputError.
signet::SecretBytes read_input(const std::string& path, std::size_t most);

/// `text` without the white space around it: tokens come with the newline that echo added.
std::string_view trimmed(std::string_view text);

/// "claim_missing (exp): A claim that the policy reads is absent."
std::string describe(const signet::Error& error);

/// {"ok":false,"error":"claim_missing","stage":"claims","claim":"exp"}; claim only where the error has a
/// name.
std::string describe_json(const signet::Error& error);

/// Writes all of `text` to standard output. Throws InputError when it cannot (a closed pipe, a full disk).
void print(std::string_view text);

}  // namespace signet_cli
