// One connection of a load: opens, sends a request, reads its answer, opens again where the server closed it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "load/message.hpp"
#include "load/plan.hpp"

namespace signet::example {

struct Stream;

/// Whom a client asks, and where its socket is awaited, with a pointer to the client.
struct Target {
  std::uint16_t port;  ///< of 127.0.0.1
  int epoll;
};

/// Never blocks; the loop tells it when its socket is ready.
class Client {
 public:
  enum class State : std::uint8_t { closed, connecting, idle, waiting };
  /// What came of an event.
  enum class Outcome : std::uint8_t {
    nothing,
    connected,
    answered,  ///< see head()
    refused,   ///< the connection was not made
    broken,    ///< it ended, or was no HTTP, while an answer was awaited
    dropped,   ///< it ended while none was
  };

  /// @param request  what it always sends; outlives it
  /// @param address  that it comes from, in host order; 0: the usual one
  Client(Stream& stream, const std::string& request, std::uint32_t address) noexcept
      : stream_(&stream), request_(&request), address_(address) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { close(); }

  Stream& stream() const noexcept { return *stream_; }
  State state() const noexcept { return state_; }
  Clock::time_point due() const noexcept { return due_; }
  const MessageHead& head() const noexcept { return head_; }

  /// Begins to connect, anew if it was open. @return whether the system gave what that takes
  bool open(const Target& target);
  /// Sends the request that was due then. Only when idle. @return false where the connection is broken
  bool send(Clock::time_point due);
  Outcome on_event(std::span<char> buffer);
  void close() noexcept;

 private:
  Outcome on_connected();
  Outcome on_input(std::span<char> buffer);
  Outcome on_answer_part(std::string_view text);
  bool send_rest();
  void await(std::uint32_t events);

  Stream* stream_;
  const std::string* request_;
  std::string received_;  // of an answer that came in parts
  MessageHead head_;
  Clock::time_point due_;
  std::size_t sent_ = 0;
  std::uint32_t address_;
  int socket_ = -1;
  int epoll_ = -1;
  State state_ = State::closed;
};

}  // namespace signet::example
