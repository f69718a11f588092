// Cuts requests out of bytes as they come, whatever pieces they come in.
#include "http/httplib/parked_connection.hpp"

#include <optional>
#include <utility>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view continue_answer = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

struct ParkedConnection::Begun {
  RequestHead head;
  std::optional<ChunkedBody> chunks;
};

ParkedConnection::ParkedConnection(std::string peer, std::size_t body_limit)
    : peer_(std::move(peer)), body_limit_(body_limit) {}
ParkedConnection::~ParkedConnection() = default;

std::size_t ParkedConnection::held() const noexcept {
  if (begun_ == nullptr) return kept_.held();
  return kept_.held() + sizeof(Begun) + head_limit + (begun_->chunks ? body_limit_ : 0);
}

Turn ParkedConnection::receive(std::string_view arrived, RequestHead& head, std::string& out) {
  if (!kept_.empty()) {
    kept_.append(arrived);
    return resume(head, out);
  }
  const Turn turn = advance(arrived, head, out);
  if (turn != Turn::refuse) kept_.append(arrived);
  return turn;
}

Turn ParkedConnection::resume(RequestHead& head, std::string& out) {
  std::string_view rest = kept_.view();
  const Turn turn = advance(rest, head, out);
  kept_.consume(turn == Turn::refuse ? kept_.view().size() : kept_.view().size() - rest.size());
  return turn;
}

Turn ParkedConnection::time_out() {
  kept_.consume(kept_.view().size());
  return refused(fail(Errc::request_timeout));
}

void ParkedConnection::answer(const Response& response, bool last, NumericDate now, std::string& out) {
  ended_ = last || response.close || !keep_alive_;
  serialise(response, !ended_, now, out);
  if (!ended_) return;
  cut_off_ = cut_off_ || !idle();
  begun_.reset();
  kept_.consume(kept_.view().size());
}

// Takes what it can use off the front of `rest`.
Turn ParkedConnection::advance(std::string_view& rest, RequestHead& head, std::string& out) {
  if (begun_ == nullptr) {
    const Turn turn = begin(rest, head);
    if (turn != Turn::wait || begun_ == nullptr) return turn;
    const bool missing = !begun_->head.chunked || rest.empty();
    if (missing && begun_->head.expects_continue) out += continue_answer;
  }
  return go_on(rest, head);
}

// Reads a head and, where it is all there, the body that follows.
Turn ParkedConnection::begin(std::string_view& rest, RequestHead& head) {
  const auto size = head_size(rest, scanned_);
  if (!size) return refused(size.error());
  if (*size == 0) return Turn::wait;
  scanned_ = 0;
  if (const auto read = parse_head(rest.substr(0, *size), head); !read) return refused(read.error());
  rest.remove_prefix(*size);
  if (head.length > body_limit_) return refused(fail(Errc::request_too_large));
  head.request.peer = peer_;  // of the socket: no header can name another
  if (!head.chunked && rest.size() >= head.length) {
    head.request.body.assign(rest.substr(0, head.length));
    rest.remove_prefix(head.length);
    return asked(head);
  }
  begun_ = std::make_unique<Begun>();
  begun_->head = std::move(head);
  if (begun_->head.chunked) begun_->chunks.emplace(body_limit_);
  return Turn::wait;
}

// Reads the body of a head that was read before.
Turn ParkedConnection::go_on(std::string_view& rest, RequestHead& head) {
  if (begun_->chunks) {
    const auto taken = begun_->chunks->feed(rest);
    if (!taken) return refused(taken.error());
    rest.remove_prefix(*taken);
    if (!begun_->chunks->done()) return Turn::wait;
    begun_->head.request.body = std::move(*begun_->chunks).take();
  } else {
    const auto length = begun_->head.length;
    if (rest.size() < length) return Turn::wait;
    begun_->head.request.body.assign(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  head = std::move(begun_->head);
  begun_.reset();
  return asked(head);
}

Turn ParkedConnection::asked(RequestHead& head) {
  keep_alive_ = head.keep_alive;
  return Turn::ask;
}

Turn ParkedConnection::refused(const Error& error) {
  begun_.reset();
  scanned_ = 0;
  cut_off_ = true;
  keep_alive_ = false;
  error_ = error;
  return Turn::refuse;
}

}  // namespace signet::inline v0::detail
