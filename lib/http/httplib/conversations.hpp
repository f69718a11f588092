// Conversations: all connections of a reactor with their sockets: what each waits for, and until when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/httplib/byte_queue.hpp"
#include "http/httplib/deadlines.hpp"
#include "http/httplib/entrance.hpp"
#include "http/httplib/offload.hpp"
#include "http/httplib/parked_connection.hpp"
#include "http/httplib/wire.hpp"
#include "signet/http/httplib/parked_server.hpp"

namespace signet::inline v0::detail {

/// A connection with its socket. Dated: it waits in at most one list of deadlines.
struct ParkedSocket : Dated {
  /// What it waits for. To read is allowed in the first three.
  enum class Phase : unsigned char {
    fresh,      ///< its first byte
    idle,       ///< the first byte of a further request
    reading,    ///< the rest of a request
    working,    ///< an answer that is made elsewhere
    sending,    ///< the peer to read
    lingering,  ///< the peer to close: closing over unread bytes would reset the connection, answer and all
    gone,       ///< nothing: its socket is closed
  };

  ParkedSocket(Arrival arrival, PeerCounts::Count* count, std::size_t body_limit)
      : socket(std::move(arrival.socket)), talk(std::move(arrival.peer), body_limit), counted_as(count) {}

  bool listens() const noexcept { return phase <= Phase::reading; }

  Descriptor socket;
  OpenConnection open;
  ParkedConnection talk;
  ByteQueue unsent;
  std::list<ParkedSocket>::iterator self{};
  PeerCounts::Count* counted_as;
  std::size_t held = 0;  // bytes of memory, as they were counted last
  Phase phase = Phase::fresh;
  bool readable = false;  // the last read did not take all there was
  bool hung_up = false;   // the peer sends no more: an end is to be read
  bool broken = false;    // the peer can be sent no more
  bool working = false;   // a job of it is under way
  bool queued = false;    // among those to go on with
};

/// @thread one at a time; a Service's handlers of inline routes are called on it
class Conversations {
 public:
  Conversations(const Service& service, const ParkedServerOptions& options, Offload& offload,
                PeerCounts& peers);

  /// The time until the next call.
  void set_time(Instant now, NumericDate date) noexcept;
  /// When something has to be done unasked, at the latest.
  std::optional<Instant> next_deadline() const noexcept;
  /// Some have more to read than they were given a turn for.
  bool has_more() const noexcept { return !continued_.empty(); }
  std::size_t size() const noexcept { return sockets_.size(); }

  ParkedSocket& add(Arrival arrival, PeerCounts::Count* counted);
  /// What epoll(7) says of a socket, which was added or has ended since the last bury().
  void wake(ParkedSocket& c, std::uint32_t events) noexcept;
  /// Goes on with those that have more.
  void go_on() noexcept;
  /// Answers what was offloaded and has finished.
  void take_finished() noexcept;
  void expire() noexcept;
  /// Ends the connection that is idle for longest, or else has been silent for longest since it came, if that
  /// was long enough to begin a request. @return whether there was one
  bool give_way() noexcept;
  void end(ParkedSocket& c) noexcept;
  /// From here on each answer is its connection's last; ends those that wait for a request.
  void drain() noexcept;
  /// Forgets those that have ended. @return whether there were any
  bool bury() noexcept;

 private:
  template <class Step>
  void guarded(ParkedSocket& c, Step step) noexcept;
  void attend(ParkedSocket& c) noexcept;
  void look_for_request(ParkedSocket& c) noexcept;
  void read(ParkedSocket& c);
  void drop_input(ParkedSocket& c);
  std::optional<std::string_view> receive(ParkedSocket& c);
  void converse(ParkedSocket& c, Turn turn);
  void hand_over(ParkedSocket& c, RoutedRequest routed);
  void answer(ParkedSocket& c, const Response& response, bool last = false);
  void proceed(ParkedSocket& c);
  bool send_out(ParkedSocket& c);
  void clear_out() noexcept;
  void send_rest(ParkedSocket& c);
  void settle(ParkedSocket& c);
  void count(ParkedSocket& c) noexcept;
  void make_room(ParkedSocket& c) noexcept;
  ParkedSocket* dearest(ParkedSocket& latest) const noexcept;
  void turn_away(ParkedSocket& c) noexcept;
  void enter(ParkedSocket& c, ParkedSocket::Phase phase, DeadlineList& list) noexcept;

  const Service& service_;
  const ParkedServerOptions& options_;
  Offload& offload_;
  PeerCounts& peers_;
  std::list<ParkedSocket> sockets_, buried_;
  std::vector<ParkedSocket*> continued_;
  DeadlineList fresh_, idle_, read_, write_, linger_;
  Instant now_;
  NumericDate date_;
  std::size_t held_ = 0;
  bool draining_ = false;
  std::unique_ptr<char[]> scratch_;  // what was received last; wiped when it was looked at
  RequestHead head_;                 // the request that is being answered
  std::string out_;                  // what is to be sent, of the connection that has its turn
};

}  // namespace signet::inline v0::detail
