// Reads the command line of http_load, and the files of requests that it names.
#include "load/plan.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "load/message.hpp"

namespace signet::example {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 0;
}

bool read_requests(const std::string& path, std::vector<std::string>& requests) {
  const std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  requests = split_messages(text.str());
  return !requests.empty();
}

/// `connections=64`, or a flag and its value.
struct Setting {
  std::string_view key;
  std::string_view value;
};

bool set(StreamPlan& stream, const Setting& setting) {
  const auto& [key, value] = setting;
  if (key == "file") return read_requests(std::string{value}, stream.requests);
  if (key == "connections") return read_number(value, stream.connections) && stream.connections > 0;
  if (key == "rate") return read_number(value, stream.rate);
  if (key == "addresses") return read_number(value, stream.addresses) && stream.addresses <= 250;
  if (key == "from") return read_number(value, stream.from);
  if (key == "until") return read_number(value, stream.until);
  if (key == "requests") return read_number(value, stream.limit);
  if (key == "warm") return stream.warm = value == "yes";
  return false;
}

/// `NAME,file=FILE,connections=64`
bool add_stream(LoadPlan& plan, std::string_view text) {
  StreamPlan stream;
  stream.name = text.substr(0, text.find(','));
  text.remove_prefix(stream.name.size());
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::string_view word = text.substr(0, text.find(','));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || !set(stream, {word.substr(0, equals), word.substr(equals + 1)}))
      return false;
    text.remove_prefix(word.size());
  }
  if (stream.name.empty() || stream.requests.empty()) return false;
  plan.streams.push_back(std::move(stream));
  return true;
}

bool set(LoadPlan& plan, const Setting& setting) {
  const auto& [flag, value] = setting;
  if (flag == "--port") return read_number(value, plan.port);
  if (flag == "--seconds") return read_number(value, plan.seconds);
  if (flag == "--open-seconds") return read_number(value, plan.open_seconds);
  if (flag == "--every") return read_number(value, plan.every);
  if (flag == "--samples") return !(plan.samples = value).empty();
  return false;
}

}  // namespace

const char* const usage =
    "usage: http_load --port PORT [--seconds S] [--open-seconds S] [--every S] [--samples FILE] [--wait] "
    "STREAM...\n"
    "STREAM: "
    "NAME,file=FILE[,connections=N][,rate=N][,addresses=N][,from=S][,until=S][,requests=N][,warm=yes]\n"
    "FILE holds HTTP/1.1 requests as they are sent, one after the other. Without a rate a connection sends\n"
    "its next request when it has its answer. With one, requests fall due by the clock whatever the server\n"
    "does, and latencies count from then. Asks 127.0.0.1 only.\n";

std::optional<LoadPlan> parse_plan(std::span<char* const> arguments) {
  LoadPlan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--wait") {
      plan.wait = true;
    } else if (!word.starts_with("--")) {
      if (!add_stream(plan, word)) return std::nullopt;
    } else {
      if (i + 1 == arguments.size() || !set(plan, {word, arguments[i + 1]})) return std::nullopt;
      ++i;
    }
  }
  if (plan.port == 0 || plan.streams.empty()) return std::nullopt;
  for (StreamPlan& stream : plan.streams) {
    if (stream.until == 0) stream.until = plan.seconds;
  }
  return plan;
}

}  // namespace signet::example
