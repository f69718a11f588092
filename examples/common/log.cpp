// The ring of log lines and the thread that writes it.
#include "common/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::chrono::milliseconds gathering{10};
constexpr std::size_t enough_lines = Log::ring_lines / 2;
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

constexpr std::string_view name_of(Level level) noexcept {
  return level_names[static_cast<std::size_t>(level)];
}

/// What a line says before its fields.
struct LineHead {
  std::string_view service;
  Level level;
  std::string_view event;
};

/// Names of members and events are this program's own words; values may come from anywhere.
void write_json(std::string& line, const LineHead& head, std::initializer_list<LogField> fields) {
  line.append(R"({"timestamp":")").append(rfc3339_milliseconds(now())).append(R"(","service":")");
  line.append(head.service).append(R"(","level":")").append(name_of(head.level)).append(R"(","event":")");
  line.append(head.event).append("\"");
  for (const LogField& field : fields) {
    line.append(",\"").append(field.name).append("\":");
    JsonWriter value{line};
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      value.integer(*number);
    } else {
      value.string(std::get<std::string_view>(field.value));
    }
  }
  line += '}';
}

/// A value that could be read as more than one word stands in quotes, escaped as in JSON.
void write_word(std::string& line, std::string_view text) {
  const bool plain = !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
  });
  if (plain) {
    line += text;
  } else {
    JsonWriter{line}.string(text);
  }
}

/// `2026-01-31T12:00:00.000Z info auth_server listening flow=B`
void write_text(std::string& line, const LineHead& head, std::initializer_list<LogField> fields) {
  line += rfc3339_milliseconds(now());
  for (const std::string_view word : {name_of(head.level), head.service, head.event}) (line += ' ') += word;
  for (const LogField& field : fields) {
    ((line += ' ') += field.name) += '=';
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      write_word(line, std::get<std::string_view>(field.value));
    }
  }
}

void write_line(std::string& line, const LogOptions& options, Level level, std::string_view event,
                std::initializer_list<LogField> fields) {
  const LineHead head{options.service, level, event};
  if (options.form == LogForm::json) {
    write_json(line, head, fields);
  } else {
    write_text(line, head, fields);
  }
  line += '\n';
}

}  // namespace

std::optional<Level> parse_level(std::string_view name) noexcept {
  const auto found = std::ranges::find(level_names, name);
  if (found == level_names.end()) return std::nullopt;
  return static_cast<Level>(found - level_names.begin());
}

Start<std::unique_ptr<Log>> Log::open(const LogOptions& options) {
  std::FILE* out = stderr;
  if (!options.file.empty()) {
    out = std::fopen(options.file.c_str(), "ae");
    if (out == nullptr) {
      return Stop{exit_usage,
                  "log_file " + options.file + ": cannot be written (" + std::strerror(errno) + ")"};
    }
  }
  return std::make_unique<Log>(options, out);
}

Log::Log(LogOptions options, std::FILE* out) : options_(std::move(options)), out_(out) {
  writer_ = std::thread{[this] { write_until_closed(); }};
}

Log::~Log() {
  {
    const std::lock_guard lock{mutex_};
    closing_ = true;
  }
  wake_.notify_one();
  writer_.join();
  if (out_ != stderr) std::fclose(out_);
}

void Log::say(Level level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!writes(level)) return;
  thread_local std::string line;  // keeps its memory from line to line
  line.clear();
  write_line(line, options_, level, event, fields);
  std::size_t lines = 0;
  {
    const std::lock_guard lock{mutex_};
    if (lines_ == ring_lines) {
      ++dropped_;
      return;
    }
    waiting_ += line;
    lines = ++lines_;
  }
  if (lines == 1 || lines == enough_lines) wake_.notify_one();
}

std::uint64_t Log::dropped() const {
  const std::lock_guard lock{mutex_};
  return dropped_;
}

void Log::write_until_closed() {
  std::string text;
  std::uint64_t told = 0;
  for (bool closing = false; !closing;) {
    std::uint64_t dropped = 0;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return closing_ || lines_ > 0; });
      // Under load a waking for each line would cost more than the line.
      wake_.wait_for(lock, gathering, [this] { return closing_ || lines_ >= enough_lines; });
      closing = closing_;
      dropped = dropped_;
      text.swap(waiting_);
      lines_ = 0;
    }
    if (dropped > told) {
      write_line(text, options_, Level::warning, "log_lines_dropped",
                 {{"dropped", static_cast<std::int64_t>(dropped - told)}});
      told = dropped;
    }
    std::fwrite(text.data(), 1, text.size(), out_);
    std::fflush(out_);
    text.clear();
  }
}

void say_keys(Log& log, const Start<Done>& loaded) {
  if (loaded) {
    log.say(Level::info, "keys_loaded");
  } else {
    log.say(Level::error, "keys_kept", {{"reason", loaded.stop().message}});
  }
}

}  // namespace signet::example
