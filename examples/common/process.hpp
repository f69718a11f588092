// What the process asks of the operating system: no core dumps, and signals as values on one thread.
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>

#include "signet/core/numeric_date.hpp"

namespace signet::example {

/// No core dump and no debugger of the same user: memory holds keys and passwords.
void forbid_core_dumps() noexcept;

enum class Signal : std::uint8_t { reload, finish };

/// Takes SIGTERM, SIGINT and SIGHUP from all threads, present and to come; make it before any is started.
/// @thread one at a time, of the whole process
class Signals {
 public:
  Signals() noexcept;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() = default;

  /// Waits for the next: SIGHUP asks for new keys, SIGTERM and SIGINT for the end.
  Signal wait() noexcept;
  /// The same for as long as `span`. @return nothing when none came
  std::optional<Signal> wait_for(Seconds span) noexcept;
  /// From here on a second SIGTERM or SIGINT ends the process at once.
  void release() noexcept;

 private:
  sigset_t taken_;
};

}  // namespace signet::example
