// Connection: the requests of one connection, one after the other, each read whole before it is answered.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "http/framing.hpp"
#include "http/httplib/crowd.hpp"
#include "http/httplib/wire.hpp"
#include "signet/http/service.hpp"

namespace signet::inline v0::detail {

/// The instant `span` from now.
Deadline deadline_in(Seconds span);

/// What the connections of a server share. Outlives them.
struct ConnectionRules {
  std::size_t body_limit;
  Seconds idle_timeout, read_timeout, write_timeout;
  const std::atomic<bool>& stopping;  ///< answer what has begun to arrive, then close
  int stop_signal = -1;               ///< a descriptor that is readable once `stopping` is set
  Crowd* crowd = nullptr;             ///< the connections of the same threads
};

/// @thread one at a time
class Connection {
 public:
  Connection(Wire wire, const Service& service, const ConnectionRules& rules);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Answers requests until either side ends the connection.
  void run();

 private:
  /// Answers one request; false when the connection has to end.
  bool answer_next();
  bool wait_for_request();
  // These read on until they have what they are named for. Their errors are answered, unless the peer is
  // gone_.
  Result<RequestHead> read_request();
  Result<std::size_t> read_head_size();
  Result<std::string> read_body(const RequestHead& head);
  Result<std::string> read_chunked_body();
  Result<void> receive();
  void consume(std::size_t size);
  bool send(const Response& response, bool keep_alive);

  Wire wire_;
  const Service& service_;
  const ConnectionRules& rules_;
  std::string peer_;
  std::string received_;  // what has arrived and is not consumed; reserved once, wiped when consumed
  Deadline deadline_;     // of the request that is being read
  bool used_ = false;     // a request was answered: it may idle for long, unless others wait
  bool gone_ = false;     // the peer closed, or the connection broke
};

}  // namespace signet::inline v0::detail
