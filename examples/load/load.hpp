// The loop of http_load: one thread, one epoll, all streams.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "load/client.hpp"
#include "load/plan.hpp"
#include "load/tally.hpp"

namespace signet::example {

struct Stream {
  const StreamPlan* plan = nullptr;
  std::deque<Client> clients{};
  std::deque<Client*> spare{};              ///< those that may send, the one that waits for longest first
  std::deque<Clock::time_point> overdue{};  ///< requests that wait for a connection
  std::uint64_t fallen_due = 0;
  Tally tally{};
  std::size_t told = 0;  ///< samples that a line was about

  bool has_rate() const noexcept { return plan->rate > 0; }
  /// Requests that have no answer.
  std::size_t waiting() const;
};

class Load {
 public:
  explicit Load(const LoadPlan& plan);
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load();

  /// Opens all connections, and has those of warm streams answered once. What is not there in time is left
  /// out. @return whether the system gave what that takes
  bool open();
  /// Sends and reads until the plan's end; prints lines on the way where the plan wants some, and a last one
  /// of everything.
  void run();
  /// @return whether the file was written
  bool write_samples() const;

 private:
  bool open(Client& client);
  void take_events(Clock::duration longest);
  void on_event(Client& client);
  void on_opened(Client& client);
  void on_answer(Client& client);
  void on_free(Client& client);
  void on_lost(Client& client, Client::Outcome how);
  void feed(Stream& stream, Clock::time_point now);
  bool may_send(const Stream& stream, Clock::time_point now) const;
  void send(Client& client, Clock::time_point due);
  std::optional<Clock::time_point> next_due(const Stream& stream) const;
  Clock::time_point next_moment(Clock::time_point now) const;
  bool is_done(Clock::time_point now) const;
  void note(Stream& stream, Clock::time_point due, Clock::time_point now, std::uint16_t status);
  void give_up(Stream& stream, Clock::time_point now);
  void leave_unanswered(Clock::time_point now);
  void tell_since_last(Clock::time_point now);
  void tell_all(Clock::time_point now) const;

  Clock::time_point moment(double seconds) const;
  double seconds_of(Clock::time_point moment) const;
  static double microseconds(Clock::duration span);

  const LoadPlan& plan_;
  std::deque<Stream> streams_;
  std::vector<char> buffer_;
  Clock::time_point begun_;
  std::size_t opening_ = 0;  // connections
  bool running_ = false;
  int lines_ = 0;  // that were told, but for the last
  Target target_;
};

}  // namespace signet::example
