// Log: one JSON object or one text per line, put into a bounded ring by the servers and written by a thread
// of its own.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

#include "common/stop.hpp"

namespace signet::example {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class LogForm : std::uint8_t { json, text };

/// `debug`, `info`, `warning` or `error`.
std::optional<Level> parse_level(std::string_view name) noexcept;

struct LogOptions {
  std::string service;  ///< stands in every line
  std::string file;     ///< appended to; stderr when empty
  LogForm form = LogForm::json;
  Level least = Level::info;  ///< lines below are not written
};

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};

/// Never blocks who logs: a line that finds the ring full is dropped and counted. Lines are written some
/// milliseconds after they are said, many at a time.
/// What is logged is chosen field by field; nobody passes a header, a query, a body, a token or a password.
/// @thread say may be called from any number of threads at once
class Log {
 public:
  static constexpr std::size_t ring_lines = 4096;

  static Start<std::unique_ptr<Log>> open(const LogOptions& options);
  /// Takes over `out`, unless it is stderr. Form and least level are those of `options`, `file` is not read.
  Log(LogOptions options, std::FILE* out);
  Log(std::string service, std::FILE* out)
      : Log(LogOptions{.service = std::move(service), .file = {}}, out) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  /// Writes what waits.
  ~Log();

  void say(Level level, std::string_view event, std::initializer_list<LogField> fields = {});
  /// Whether lines of this level are written at all.
  bool writes(Level level) const noexcept { return level >= options_.least; }
  /// How many lines found the ring full.
  std::uint64_t dropped() const;

 private:
  void write_until_closed();

  LogOptions options_;
  std::FILE* out_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;  // lines, one after the other
  std::size_t lines_ = 0;
  std::uint64_t dropped_ = 0;
  bool closing_ = false;
  std::thread writer_;
};

/// Says what came of reading keys again: `keys_loaded`, or `keys_kept` with the reason.
void say_keys(Log& log, const Start<Done>& loaded);

}  // namespace signet::example
