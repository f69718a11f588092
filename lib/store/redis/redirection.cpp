// Reading MOVED, ASK and CLUSTER SLOTS.
#include "store/redis/redirection.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "store/redis/slot.hpp"

namespace signet::inline v0::detail::redis {
namespace {

template <class Number>
std::optional<Number> number_of(std::string_view text) noexcept {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::uint16_t> slot_in(const Reply& reply) noexcept {
  const bool is_slot = reply.kind == ReplyKind::integer && reply.integer >= 0 &&
                       static_cast<std::size_t>(reply.integer) < slot_count;
  return is_slot ? std::optional{static_cast<std::uint16_t>(reply.integer)} : std::nullopt;
}

// [host, port, ...]; a host that is nil or empty is that of the node that replied.
std::optional<Endpoint> node_in(const Reply& node, const Endpoint& from) {
  if (node.kind != ReplyKind::array || node.elements.size() < 2) return std::nullopt;
  const Reply& host = node.elements[0];
  const Reply& port = node.elements[1];
  if (port.kind != ReplyKind::integer || port.integer <= 0 || port.integer > 65535) return std::nullopt;
  Endpoint endpoint{.host = host.text.empty() ? from.host : host.text,
                    .port = static_cast<std::uint16_t>(port.integer)};
  if (!host.text.empty() && !is_host(host.text)) return std::nullopt;
  return endpoint;
}

// [first, last, primary, replica ...]
std::optional<SlotRange> range_in(const Reply& range, const Endpoint& from) {
  if (range.kind != ReplyKind::array || range.elements.size() < 3) return std::nullopt;
  const auto first = slot_in(range.elements[0]);
  const auto last = slot_in(range.elements[1]);
  auto primary = node_in(range.elements[2], from);
  if (!first || !last || *first > *last || !primary) return std::nullopt;
  return SlotRange{.first = *first, .last = *last, .primary = std::move(*primary)};
}

}  // namespace

std::optional<std::uint16_t> port_of(std::string_view text) noexcept {
  const auto port = number_of<std::uint16_t>(text);
  return port && *port != 0 ? port : std::nullopt;
}

bool is_host(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{".:_-"}.find(c) != std::string_view::npos;
  });
}

// "MOVED 3999 127.0.0.1:6381"; an IPv6 address stands without brackets, so the port is after the last colon.
std::optional<Redirection> redirection_of(const Reply& reply, const Endpoint& from) {
  if (reply.kind != ReplyKind::error) return std::nullopt;
  std::string_view text = reply.text;
  const auto kind = text.starts_with("ASK ") ? Redirection::Kind::ask : Redirection::Kind::moved;
  if (kind == Redirection::Kind::moved && !text.starts_with("MOVED ")) return std::nullopt;
  const std::size_t space = text.rfind(' ');
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon < space) return std::nullopt;
  const std::string_view host = text.substr(space + 1, colon - space - 1);
  const auto port = port_of(text.substr(colon + 1));
  if (!port || (!host.empty() && !is_host(host))) return std::nullopt;
  return Redirection{.kind = kind,
                     .to = {.host = host.empty() ? from.host : std::string{host}, .port = *port}};
}

std::optional<std::vector<SlotRange>> slot_ranges_of(const Reply& reply, const Endpoint& from) {
  if (reply.kind != ReplyKind::array) return std::nullopt;
  std::vector<SlotRange> ranges;
  for (const Reply& element : reply.elements) {
    auto range = range_in(element, from);
    if (!range) return std::nullopt;
    ranges.push_back(std::move(*range));
  }
  return ranges;
}

}  // namespace signet::inline v0::detail::redis
