// The ring of log lines and the thread that writes it.
#include "common/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::string_view name_of(Level level) noexcept {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

/// What a line says before its fields.
struct LineHead {
  std::string_view service;
  Level level;
  std::string_view event;
};

void write_json(std::string& line, const LineHead& head, std::initializer_list<LogField> fields) {
  JsonWriter json{line};
  json.begin_object()
      .key("timestamp")
      .string(rfc3339_milliseconds(now()))
      .key("service")
      .string(head.service);
  json.key("level").string(name_of(head.level)).key("event").string(head.event);
  for (const LogField& field : fields) {
    json.key(field.name);
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      json.integer(*number);
    } else {
      json.string(std::get<std::string_view>(field.value));
    }
  }
  json.end_object();
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

std::string line_of(const LogOptions& options, Level level, std::string_view event,
                    std::initializer_list<LogField> fields) {
  std::string line;
  const LineHead head{options.service, level, event};
  if (options.form == LogForm::json) {
    write_json(line, head, fields);
  } else {
    write_text(line, head, fields);
  }
  line += '\n';
  return line;
}

}  // namespace

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
  waiting_.reserve(ring_lines);
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
  if (level < options_.least) return;
  std::string line = line_of(options_, level, event, fields);
  {
    const std::lock_guard lock{mutex_};
    if (waiting_.size() == ring_lines) {
      ++dropped_;
      return;
    }
    waiting_.push_back(std::move(line));
  }
  wake_.notify_one();
}

std::uint64_t Log::dropped() const {
  const std::lock_guard lock{mutex_};
  return dropped_;
}

void Log::write_until_closed() {
  std::vector<std::string> lines;
  lines.reserve(ring_lines);
  std::uint64_t told = 0;
  for (bool closing = false; !closing;) {
    std::uint64_t dropped = 0;
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      closing = closing_;
      dropped = dropped_;
      lines.swap(waiting_);
    }
    if (dropped > told) {
      lines.push_back(line_of(options_, Level::warning, "log_lines_dropped",
                              {{"dropped", static_cast<std::int64_t>(dropped - told)}}));
      told = dropped;
    }
    for (const std::string& line : lines) std::fwrite(line.data(), 1, line.size(), out_);
    std::fflush(out_);
    lines.clear();
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
