// A relay on the loopback interface that cuts a connection after so many bytes of a reply.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <vector>

#include "support/loopback_port.hpp"

namespace signet::test {

/// @thread `cut_after`, `disarm` and `cuts` from any one thread; the relay has one of its own
class CuttingRelay {
 public:
  explicit CuttingRelay(std::uint16_t server_port) : server_port_(server_port) {
    const LoopbackListener listener = listen_on_loopback(16);
    listener_ = listener.socket;
    port_ = listener.port;
    if (::pipe(stop_.data()) != 0) std::abort();
    thread_ = std::thread{[this] { run(); }};
  }
  CuttingRelay(const CuttingRelay&) = delete;
  CuttingRelay& operator=(const CuttingRelay&) = delete;
  ~CuttingRelay() {
    ::close(stop_[1]);
    thread_.join();
    ::close(stop_[0]);
    ::close(listener_);
    for (const Pair& pair : pairs_) close_both(pair);
  }

  std::uint16_t port() const noexcept { return port_; }
  /// The next reply is cut after `bytes`, once; 0: before its first byte.
  void cut_after(std::int64_t bytes) noexcept { left_ = bytes; }
  void disarm() noexcept { left_ = -1; }
  /// How often it has cut.
  int cuts() const noexcept { return cuts_; }

 private:
  struct Pair {
    int client;
    int server;
    bool over = false;
  };

  static void close_both(const Pair& pair) noexcept {
    ::close(pair.client);
    ::close(pair.server);
  }

  void run() {
    for (;;) {
      std::vector<pollfd> waiting{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        waiting.push_back({pair.client, POLLIN, 0});
        waiting.push_back({pair.server, POLLIN, 0});
      }
      ::poll(waiting.data(), waiting.size(), -1);
      if (waiting[0].revents != 0) return;
      for (std::size_t i = 0; i < pairs_.size(); ++i) {
        if (waiting[2 + 2 * i].revents != 0) forward_request(pairs_[i]);
        if (!pairs_[i].over && waiting[3 + 2 * i].revents != 0) forward_reply(pairs_[i]);
        if (pairs_[i].over) close_both(pairs_[i]);
      }
      std::erase_if(pairs_, [](const Pair& pair) { return pair.over; });
      if (waiting[1].revents != 0) take_in();
    }
  }

  void take_in() {
    const sockaddr_in address = loopback_address(server_port_);
    const Pair pair{.client = ::accept(listener_, nullptr, nullptr),
                    .server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (::connect(pair.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
      pairs_.push_back(pair);
    } else {
      close_both(pair);
    }
  }

  void forward_request(Pair& pair) noexcept {
    const ssize_t size = ::recv(pair.client, buffer_.data(), buffer_.size(), 0);
    pair.over = size <= 0 ||
                ::send(pair.server, buffer_.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) != size;
  }

  void forward_reply(Pair& pair) noexcept {
    ssize_t size = ::recv(pair.server, buffer_.data(), buffer_.size(), 0);
    const std::int64_t left = left_;
    const bool cut = size > 0 && left >= 0 && size >= left;
    if (cut) size = left;
    // Told before it is sent: whoever has the reply finds the cut counted, and may arm or disarm the next
    // one.
    if (left >= 0) left_ = cut ? -1 : left - size;
    if (cut) ++cuts_;
    if (size > 0) ::send(pair.client, buffer_.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL);
    pair.over = cut || size <= 0;
  }

  std::uint16_t server_port_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::array<int, 2> stop_{-1, -1};
  std::atomic<std::int64_t> left_ = -1;
  std::atomic<int> cuts_ = 0;
  std::array<char, 4096> buffer_{};
  std::vector<Pair> pairs_;  // the relay's thread's
  std::thread thread_;
};

}  // namespace signet::test
