// Reply: what Redis answered, as a value of ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/error.hpp"

namespace signet::inline v0::detail::redis {

/// The kinds of protocol version 2.
enum class ReplyKind : std::uint8_t { nil, status, integer, bulk, array, error };

struct Reply {
  ReplyKind kind = ReplyKind::nil;
  std::int64_t integer = 0;
  /// Of a status or bulk. Of an error: its first word (`NOSCRIPT`), and of MOVED and ASK the slot and node
  /// too; what else a server says of an error may quote arguments, so it is not kept.
  std::string text{};
  std::vector<Reply> elements{};

  bool is_error(std::string_view word) const noexcept { return kind == ReplyKind::error && text == word; }

  friend bool operator==(const Reply&, const Reply&) = default;
};

/// The part of an error's text that a Reply keeps. View into `text`.
std::string_view kept_of_error(std::string_view text) noexcept;

/// What an error that `word` names means to the caller of a store.
struct Verdict {
  Error error;
  bool connection_usable;  ///< false: another connection may reach a server that does it
};
Verdict judge(std::string_view word) noexcept;

}  // namespace signet::inline v0::detail::redis
