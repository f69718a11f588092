// HTTP/1.1 messages as far as a load needs them: where one ends, and what an answer's head says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet::example {

/// The head of a message that begins a text.
struct MessageHead {
  std::size_t size = 0;      ///< in bytes, with its empty line
  std::size_t body = 0;      ///< by Content-Length; 0 without
  std::uint16_t status = 0;  ///< of an answer
  bool closes = false;       ///< Connection: close
  bool has_retry_after = false;
  bool is_framed = true;  ///< not where a Transfer-Encoding says how long it is, which is not read here

  std::size_t message() const noexcept { return size + body; }
};

/// @return nothing while the head's empty line is not there
std::optional<MessageHead> read_head(std::string_view text);

/// The messages that stand one after the other in a text; none if it is anything else.
std::vector<std::string> split_messages(std::string_view text);

}  // namespace signet::example
