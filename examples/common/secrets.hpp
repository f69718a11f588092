// Secrets and key files: read from where they are kept, refused where others could have put them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::example {

/// The text of a secret: of its file where that is named, else of the environment; empty when neither is.
Start<SecretBytes> read_secret(const SecretSource& source);

/// The values of a secret, one per line, new first: the first signs, all verify. Blank lines are skipped.
/// Refuses none at all and any value below 32 bytes, with the command that makes a good one.
Start<std::vector<SecretBytes>> read_secrets(const SecretSource& source, std::string_view name);

/// Whether two secrets have a value in common, which would then serve two ends.
bool share_a_value(const std::vector<SecretBytes>& one, const std::vector<SecretBytes>& other) noexcept;

/// A whole file that only its owner may change: a regular file, at most 64 KiB, not writable by group or
/// others.
Start<SecretBytes> read_key_file(const std::string& path);

/// Writes `content` as a new file of mode 0600 in one step: a reader, or a crash, finds the whole file or
/// none. Never replaces a file. @return whether this call made it; false when another was there first
Start<bool> create_private_file(const std::string& path, const SecretBytes& content);

bool file_exists(const std::string& path);

/// Makes the folder, mode 0700, when it is not there.
Start<Done> ensure_private_folder(const std::string& path);

}  // namespace signet::example
