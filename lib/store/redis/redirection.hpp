// Where a cluster's node sends us that has not, or not any more, the slot of the keys we asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "store/redis/driver.hpp"

namespace signet::inline v0::detail::redis {

struct Redirection {
  enum class Kind : std::uint8_t {
    moved,  ///< for good
    ask,    ///< this once: the slot is being moved there
  };
  Kind kind;
  Endpoint to;

  friend bool operator==(const Redirection&, const Redirection&) = default;
};

/// @param from  who replied; a node that does not know its own name names only a port
/// @return      nullopt: the reply is no redirection, or names no endpoint
/// @see         the Redis cluster specification, "MOVED Redirection" and "ASK redirection"
std::optional<Redirection> redirection_of(const Reply& reply, const Endpoint& from);

/// Some slots and the primary that has them.
struct SlotRange {
  std::uint16_t first;
  std::uint16_t last;
  Endpoint primary;

  friend bool operator==(const SlotRange&, const SlotRange&) = default;
};

/// What CLUSTER SLOTS replied.
/// @param from  as of `redirection_of`
/// @return      nullopt: the reply is not as Redis documents it
std::optional<std::vector<SlotRange>> slot_ranges_of(const Reply& reply, const Endpoint& from);

/// Digits of a port, 1 .. 65535.
std::optional<std::uint16_t> port_of(std::string_view text) noexcept;

/// Whether a server may call another so: a name or an address, never the path of a socket.
bool is_host(std::string_view text) noexcept;

}  // namespace signet::inline v0::detail::redis
