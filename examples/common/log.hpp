// Log: one JSON object per line, put into a bounded ring by the servers and written by a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "common/stop.hpp"

namespace signet::example {

enum class Level : std::uint8_t { info, warning, error };

struct LogOptions {
  std::string service;  ///< stands in every line
  std::string file;     ///< appended to; stderr when empty
};

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};

/// Never blocks who logs: a line that finds the ring full is dropped and counted.
/// What is logged is chosen field by field; nobody passes a header, a query, a body, a token or a password.
/// @thread say may be called from any number of threads at once
class Log {
 public:
  static constexpr std::size_t ring_lines = 4096;

  static Start<std::unique_ptr<Log>> open(const LogOptions& options);
  /// Takes over `out`, unless it is stderr.
  Log(std::string service, std::FILE* out);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  /// Writes what waits.
  ~Log();

  void say(Level level, std::string_view event, std::initializer_list<LogField> fields = {});
  /// How many lines found the ring full.
  std::uint64_t dropped() const;

 private:
  void write_until_closed();

  std::string service_;
  std::FILE* out_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::string> waiting_;
  std::uint64_t dropped_ = 0;
  bool closing_ = false;
  std::thread writer_;
};

/// Says what came of reading keys again: `keys_loaded`, or `keys_kept` with the reason.
void say_keys(Log& log, const Start<Done>& loaded);

}  // namespace signet::example
