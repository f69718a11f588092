// A bare HTTP/1.1 client for tests: sends exactly the bytes it is given, and reads until the server closes.
#pragma once

#include <cstdint>
#include <string>

namespace signet::test {

struct Answer {
  int status = 0;  ///< 0: no answer
  std::string head;
  std::string body;

  /// The value of a header field, or `(absent)`; `name` in lower case.
  std::string header(const std::string& name) const;
  /// How many fields have this name, in lower case.
  int count(const std::string& name) const;
};

/// A connection to 127.0.0.1; waits at most 20 s for anything.
class Connection {
 public:
  /// @param from  an address of loopback to come from; null: the usual one
  explicit Connection(std::uint16_t port, const char* from = nullptr);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  bool open() const noexcept { return fd_ >= 0; }
  void send(const std::string& bytes) const;
  /// What the server sends next, up to and with `end`; less when it closes.
  std::string read_until(const std::string& end) const;
  /// Whether the server closes, with nothing more to say.
  bool at_end() const;
  /// What the server sends until it closes, as an answer.
  Answer read_answer() const;

 private:
  int fd_;
};

/// One request with `Connection: close`. `headers` are whole lines, each ended by CRLF.
Answer send_request(std::uint16_t port, const std::string& method, const std::string& path,
                    const std::string& body = "", const std::string& headers = "");

}  // namespace signet::test
