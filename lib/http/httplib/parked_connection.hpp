// ParkedConnection: what one connection has said and may say; bytes in, requests and bytes out; no socket, no
// clock.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/framing.hpp"
#include "http/httplib/byte_queue.hpp"
#include "signet/core/error.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/http/request.hpp"

namespace signet::inline v0::detail {

/// What a connection wants of its engine.
enum class Turn : unsigned char {
  wait,    ///< more has to arrive
  ask,     ///< a request is whole and wants its answer
  refuse,  ///< what arrived is none: error() wants to be answered
};

/// Requests come one at a time: after `ask` and `refuse`, answer() is called before anything else. A
/// connection without a begun request holds no memory beside itself.
/// @thread one at a time
class ParkedConnection {
 public:
  /// `peer` as Request::peer has it.
  ParkedConnection(std::string peer, std::size_t body_limit);
  ~ParkedConnection();

  /// Takes bytes that arrived; refers to none of them later.
  /// @param head  the request, when the turn is `ask`
  /// @param out   an interim answer (100 Continue) is appended
  Turn receive(std::string_view arrived, RequestHead& head, std::string& out);
  /// Goes on with what had arrived before the last answer.
  Turn resume(RequestHead& head, std::string& out);
  /// The request did not arrive in time.
  Turn time_out();

  /// Appends the answer to `out`; the connection ends with it where either side wants that, or `last` does.
  void answer(const Response& response, bool last, NumericDate now, std::string& out);

  const Error& error() const noexcept { return error_; }
  const std::string& peer() const noexcept { return peer_; }
  /// Nothing of a request has arrived.
  bool idle() const noexcept { return kept_.empty() && begun_ == nullptr; }
  /// The last answer was the last one: what arrives is dropped.
  bool ended() const noexcept { return ended_; }
  /// It ended in the midst of what the peer had to say: to close over what is still on its way would reset
  /// the connection, and could destroy the answer.
  bool cut_off() const noexcept { return cut_off_; }
  /// Bytes of memory beside the object.
  std::size_t held() const noexcept;

 private:
  struct Begun;  // a head without the whole of its body

  Turn advance(std::string_view& rest, RequestHead& head, std::string& out);
  Turn begin(std::string_view& rest, RequestHead& head);
  Turn go_on(std::string_view& rest, RequestHead& head);
  Turn asked(RequestHead& head);
  Turn refused(const Error& error);

  std::string peer_;
  std::size_t body_limit_;
  ByteQueue kept_;  // what has arrived and is not used
  std::unique_ptr<Begun> begun_;
  std::size_t scanned_ = 0;  // of kept_, by head_size
  Error error_{Errc::request_timeout};
  bool keep_alive_ = false;  // of the request that is being answered
  bool ended_ = false;
  bool cut_off_ = false;
};

}  // namespace signet::inline v0::detail
