// Script: a Lua script that a server runs by its digest, and is sent once more where it does not have it.
#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

/// Words of a command, borrowed for a call.
class Words : public std::span<const std::string_view> {
 public:
  using span::span;
  explicit(false) Words(std::initializer_list<std::string_view> words) noexcept
      : span(words.begin(), words.size()) {}
};

/// What a script begins with that may answer without a write. By it a server that is no primary (any more)
/// refuses the script with READONLY before it begins, though it only reads; so does one with NOREPLICAS that
/// has lost the replicas that `min-replicas-to-write` wants. One whose memory is full runs it, and its
/// writes, which must not take more memory. Without it Redis asks at the first write only.
inline constexpr std::string_view on_primary = "#!lua flags=allow-oom\n";

/// @thread const calls may be made from any number of threads at once
class Script {
 public:
  explicit Script(std::string source);

  /// The SHA-1 by which Redis names it, in hex. View into *this.
  std::string_view digest() const& noexcept { return {digest_.data(), digest_.size()}; }
  std::string_view digest() const&& = delete;

  /// Runs it in one round trip; two where the server does not have it (a fresh one, or after SCRIPT FLUSH).
  /// Any error that the server answers is a value, of kind ReplyKind::error.
  /// @error store_unavailable  as of Connection::command
  [[nodiscard]] Result<Reply> call(Connection& connection, Words keys, Words arguments) const;
  /// The same, an error that the server answered being one here too. Errors as of `judge`.
  [[nodiscard]] Result<Reply> run(Connection& connection, Words keys, Words arguments) const;

 private:
  std::string source_;
  std::array<char, 40> digest_;
};

}  // namespace signet::inline v0::detail::redis
