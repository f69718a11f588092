// One connection: wait, read, answer, until either side wants to end.
#include "http/httplib/connection.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr Seconds linger = Seconds::of(1);
constexpr std::string_view continue_answer = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Deadline deadline_in(Seconds span) {
  return std::chrono::steady_clock::now() + std::chrono::microseconds{span.microseconds()};
}

Connection::Connection(Wire wire, const Service& service, const ConnectionRules& rules)
    : wire_(std::move(wire)), service_(service), rules_(rules), peer_(wire_.peer()) {
  received_.reserve(std::max(head_limit, rules.body_limit) + 1);
}

Connection::~Connection() { wipe(received_.data(), received_.size()); }

void Connection::run() {
  while (answer_next()) used_ = true;
  if (!gone_) wire_.finish(received_.empty() ? Deadline{} : deadline_in(linger));
}

bool Connection::answer_next() {
  if (!wait_for_request()) return false;
  deadline_ = deadline_in(rules_.read_timeout);
  auto head = read_request();
  if (gone_) return false;
  if (!head) {
    if (send(service_.refuse(head.error()), false)) wire_.finish(deadline_in(linger));
    gone_ = true;
    return false;
  }
  const bool wished = head->keep_alive;
  const Response response = service_.handle(std::move(head->request));
  const bool keep = wished && !response.close && !rules_.stopping && !rules_.crowd->waiting();
  return send(response, keep) && keep;
}

bool Connection::wait_for_request() {
  const auto deadline = deadline_in(used_ ? rules_.idle_timeout : rules_.read_timeout);
  while (received_.empty()) {
    const auto waited =
        wire_.wait_readable(deadline, {rules_.stop_signal, used_ ? rules_.crowd->wish() : -1});
    if (waited == WireStep::done) return true;
    if (waited != WireStep::interrupted || rules_.stopping || rules_.crowd->give_way()) return false;
  }
  return true;
}

Result<RequestHead> Connection::read_request() {
  const auto size = read_head_size();
  if (!size) return size.error();
  RequestHead head;
  if (const auto read = parse_head(std::string_view{received_}.substr(0, *size), head); !read) {
    return read.error();
  }
  consume(*size);
  if (head.length > rules_.body_limit) return fail(Errc::request_too_large);
  auto body = read_body(head);
  if (!body) return body.error();
  head.request.body = *std::move(body);
  head.request.peer = peer_;  // of the socket: no header can name another
  return head;
}

Result<std::size_t> Connection::read_head_size() {
  for (std::size_t scanned = 0;;) {
    auto size = head_size(received_, scanned);
    if (!size || *size > 0) return size;
    if (const auto more = receive(); !more) return more.error();
  }
}

Result<std::string> Connection::read_body(const RequestHead& head) {
  const bool missing = head.chunked ? received_.empty() : received_.size() < head.length;
  if (missing && head.expects_continue && wire_.write(continue_answer, deadline_) != WireStep::done) {
    gone_ = true;
    return fail(Errc::request_timeout);
  }
  if (head.chunked) return read_chunked_body();
  while (received_.size() < head.length) {
    if (const auto more = receive(); !more) return more.error();
  }
  std::string body{received_, 0, head.length};
  consume(head.length);
  return body;
}

Result<std::string> Connection::read_chunked_body() {
  ChunkedBody body{rules_.body_limit};
  for (;;) {
    const auto taken = body.feed(received_);
    if (!taken) return taken.error();
    consume(*taken);
    if (body.done()) return std::move(body).take();
    if (const auto more = receive(); !more) return more.error();
  }
}

Result<void> Connection::receive() {
  const auto step = wire_.read(received_, received_.capacity() - received_.size(), deadline_);
  if (step == WireStep::done) return {};
  gone_ = step == WireStep::closed;
  return fail(Errc::request_timeout);
}

// Drops the first `size` bytes, leaving no copy of them behind the end.
void Connection::consume(std::size_t size) {
  const auto rest = received_.size() - size;
  std::copy(received_.begin() + static_cast<std::ptrdiff_t>(size), received_.end(), received_.begin());
  wipe(received_.data() + rest, size);
  received_.resize(rest);
}

bool Connection::send(const Response& response, bool keep_alive) {
  std::string bytes;
  serialise(response, keep_alive, now(), bytes);
  gone_ = wire_.write(bytes, deadline_in(rules_.write_timeout)) != WireStep::done;
  return !gone_;
}

}  // namespace signet::inline v0::detail
