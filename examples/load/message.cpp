// Reads the few fields that tell how long a message is.
#include "load/message.hpp"

#include <algorithm>
#include <charconv>

namespace signet::example {
namespace {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_named(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::ranges::equal(line.substr(0, name.size()), name, {}, lower);
}

std::string_view value_of(std::string_view line) {
  line.remove_prefix(line.find(':') + 1);
  while (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

void read_field(std::string_view line, MessageHead& head) {
  if (is_named(line, "content-length")) {
    const std::string_view value = value_of(line);
    std::from_chars(value.data(), value.data() + value.size(), head.body);
  } else if (is_named(line, "connection")) {
    head.closes = value_of(line) == "close";
  } else if (is_named(line, "retry-after")) {
    head.has_retry_after = true;
  } else if (is_named(line, "transfer-encoding")) {
    head.is_framed = false;
  }
}

}  // namespace

std::optional<MessageHead> read_head(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  MessageHead head{.size = end + 4};
  if (text.starts_with("HTTP/1.") && end > 12) {
    std::from_chars(text.data() + 9, text.data() + 12, head.status);
  }
  for (std::size_t line = text.find("\r\n") + 2; line < end;) {
    const std::size_t next = text.find("\r\n", line);
    read_field(text.substr(line, next - line), head);
    line = next + 2;
  }
  return head;
}

std::vector<std::string> split_messages(std::string_view text) {
  std::vector<std::string> messages;
  while (!text.empty()) {
    const auto head = read_head(text);
    if (!head || !head->is_framed || head->message() > text.size()) return {};
    messages.emplace_back(text.substr(0, head->message()));
    text.remove_prefix(head->message());
  }
  return messages;
}

}  // namespace signet::example
