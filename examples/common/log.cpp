// The ring of log lines and the thread that writes it.
#include "common/log.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/rfc3339.hpp"
#include "signet/core/chrono.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::string_view name_of(Level level) noexcept {
  constexpr std::array<std::string_view, 3> names{"info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string line_of(std::string_view service, Level level, std::string_view event,
                    std::initializer_list<LogField> fields) {
  std::string line;
  JsonWriter json{line};
  json.begin_object().key("timestamp").string(rfc3339_milliseconds(now())).key("service").string(service);
  json.key("level").string(name_of(level)).key("event").string(event);
  for (const LogField& field : fields) {
    json.key(field.name);
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      json.integer(*number);
    } else {
      json.string(std::get<std::string_view>(field.value));
    }
  }
  json.end_object();
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
  return std::make_unique<Log>(options.service, out);
}

Log::Log(std::string service, std::FILE* out) : service_(std::move(service)), out_(out) {
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
  std::string line = line_of(service_, level, event, fields);
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
      lines.push_back(line_of(service_, Level::warning, "log_lines_dropped",
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
