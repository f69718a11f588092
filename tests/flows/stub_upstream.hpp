// An upstream of nginx that answers what a test tells it to, and remembers what it was asked.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace signet::test {

/// The bytes of an answer; `fields` are whole lines, each ended by CRLF.
std::string reply(int status, const std::string& fields = "", const std::string& body = "");

/// @thread every call from any thread; the answer is made on a thread of the connection
class StubUpstream {
 public:
  /// From the head of a request, with its last empty line, to the bytes of its answer; none: the connection
  /// is closed.
  using Answering = std::function<std::string(const std::string& head)>;

  explicit StubUpstream(Answering answering);
  StubUpstream(const StubUpstream&) = delete;
  StubUpstream& operator=(const StubUpstream&) = delete;
  ~StubUpstream();

  std::uint16_t port() const noexcept { return port_; }
  void answer_with(Answering answering);
  /// How many were accepted.
  int connections() const noexcept { return connections_; }
  /// The heads of all requests so far, which are forgotten.
  std::vector<std::string> take_heads();

 private:
  void accept_all();
  void serve(int socket);
  std::string answer(const std::string& head);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  Answering answering_;
  std::vector<std::string> heads_;
  std::vector<int> sockets_;  ///< of served connections; closed at the end
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

}  // namespace signet::test
