// One bounded GET or POST: its own deadline, no redirect, TLS verified.
#include "signet/http/httplib/client_fetcher.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <utility>

#include "http/ascii.hpp"
#include "http/framing.hpp"
#include "http/httplib/connection.hpp"
#include "http/httplib/tls.hpp"
#include "http/httplib/url.hpp"
#include "http/httplib/wire.hpp"
#include "signet/http/client_address.hpp"

namespace signet::inline v0 {
namespace {

using detail::Deadline;
using detail::Descriptor;
using detail::FetchUrl;
using detail::Wire;
using detail::WireStep;

Error unavailable(std::string_view why) { return fail(Errc::source_unavailable, why); }

Error unavailable(WireStep step, std::string_view otherwise) {
  return unavailable(step == WireStep::timed_out ? "timeout" : otherwise);
}

// OpenSSL writes with write(2), which raises SIGPIPE when the peer has gone; a library must not change the
// process's handler, so the signal is held back on this thread and swallowed.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() {
    const timespec none{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &none);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};

Result<Descriptor> connected(const addrinfo& address, Deadline deadline) {
  Descriptor socket{::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return socket;
  if (errno != EINPROGRESS) return unavailable("connect");
  if (const auto step = detail::wait_for(socket.get(), POLLOUT, deadline); step != WireStep::done) {
    return unavailable(step, "connect");
  }
  int failure = 0;
  socklen_t size = sizeof failure;
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &size);
  if (failure != 0) return unavailable("connect");
  return socket;
}

Result<Descriptor> connect_to(const FetchUrl& url, Seconds timeout, Deadline& deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &list) != 0) return unavailable("connect");
  const std::unique_ptr<addrinfo, FreeAddresses> owner{list};
  deadline = detail::deadline_in(timeout);
  Result<Descriptor> socket = unavailable("connect");
  for (const addrinfo* at = list; at != nullptr && !socket; at = at->ai_next)
    socket = connected(*at, deadline);
  return socket;
}

Result<Wire> open_wire(const FetchUrl& url, const FetchOptions& options, Deadline& deadline) {
  auto socket = connect_to(url, options.timeout, deadline);
  if (!socket) return socket.error();
  Wire wire{*std::move(socket)};
  if (!url.tls) {
    // Judged by the address in use, since `localhost` is what the resolver says it is.
    const auto address = IpAddress::parse(wire.peer());
    if (!address || !address->is_loopback()) return fail(Errc::option_invalid, "url");
    return wire;
  }
  const auto context = detail::client_context(options.ca_file);
  if (!context) return context.error();
  if (const auto step = wire.connect_tls(**context, url.host, deadline); step != WireStep::done) {
    return unavailable(step, "tls");
  }
  return wire;
}

// One exchange over a wire: what has been received, and the bounds on it.
class Exchange {
 public:
  Exchange(Wire& wire, Deadline deadline, std::size_t max_bytes)
      : wire_(wire), deadline_(deadline), max_bytes_(max_bytes) {}

  Result<std::string> get(const FetchUrl& url) {
    const auto head =
        ask("GET " + url.target + " HTTP/1.1\r\nHost: " + url.authority +
            "\r\nAccept: application/jwk-set+json, application/json\r\nConnection: close\r\n\r\n");
    if (!head) return head.error();
    if (head->status != 200) return unavailable("status");
    return body_of(*head, head->headers);
  }

  Result<Response> post(const FetchUrl& url, const JsonPost& post) {
    std::string request =
        "POST " + url.target + " HTTP/1.1\r\nHost: " + url.authority +
        "\r\nAccept: application/json\r\nConnection: close\r\nContent-Type: application/json";
    for (const auto& [name, value] :
         {std::pair{"X-Request-Id", post.request_id}, std::pair{"X-Forwarded-For", post.forwarded_for}}) {
      if (!value.empty()) ((request += "\r\n") += name) += ": " + std::string{value};
    }
    request += "\r\nContent-Length: " + std::to_string(post.body.size()) + "\r\n\r\n";
    // The body may be a password: it is written from where it is, not copied behind the head.
    if (const auto step = wire_.write(request, deadline_); step != WireStep::done)
      return unavailable(step, "connect");
    auto head = ask(post.body);
    if (!head) return head.error();
    Response response{.status = head->status, .headers = std::move(head->headers), .body = {}};
    if (response.status == 204) return response;
    auto body = body_of(*head, response.headers);
    if (!body) return body.error();
    response.body = *std::move(body);
    return response;
  }

 private:
  Result<detail::ResponseHead> ask(std::string_view request) {
    if (const auto step = wire_.write(request, deadline_); step != WireStep::done)
      return unavailable(step, "connect");
    return read_head();
  }

  Result<std::string> body_of(const detail::ResponseHead& head, const HeaderFields& headers) {
    if (headers.count("Content-Encoding") > 0) return unavailable("response");  // none was asked for
    if (head.length.value_or(0) > max_bytes_) return unavailable("size");
    if (head.chunked) return chunked_body();
    return head.length ? sized_body(*head.length) : body_until_close();
  }

  Result<detail::ResponseHead> read_head() {
    for (std::size_t scanned = 0;;) {
      const auto size = detail::head_size(received_, scanned);
      if (!size) return unavailable("response");
      if (*size > 0) {
        auto head = detail::parse_response_head(std::string_view{received_}.substr(0, *size));
        if (!head) return unavailable("response");
        received_.erase(0, *size);
        return head;
      }
      if (const auto more = receive(); !more) return more.error();
    }
  }

  Result<std::string> sized_body(std::size_t length) {
    while (received_.size() < length) {
      if (const auto more = receive(); !more) return more.error();
    }
    return received_.substr(0, length);
  }

  Result<std::string> chunked_body() {
    detail::ChunkedBody body{max_bytes_};
    for (;;) {
      const auto taken = body.feed(received_);
      if (!taken) return unavailable(taken.error().code() == Errc::request_too_large ? "size" : "response");
      received_.erase(0, *taken);
      if (body.done()) return std::move(body).take();
      if (const auto more = receive(); !more) return more.error();
    }
  }

  // A broken connection looks like the end here; the reader of the keys notices text that was cut.
  Result<std::string> body_until_close() {
    while (received_.size() <= max_bytes_) {
      const auto step = wire_.read(received_, piece, deadline_);
      if (step == WireStep::timed_out) return unavailable("timeout");
      if (step != WireStep::done) return std::move(received_);
    }
    return unavailable("size");
  }

  Result<void> receive() {
    const auto step = wire_.read(received_, piece, deadline_);
    if (step != WireStep::done) return unavailable(step, "response");
    return {};
  }

  static constexpr std::size_t piece = std::size_t{16} * 1024;

  Wire& wire_;
  Deadline deadline_;
  std::size_t max_bytes_;
  std::string received_;
};

}  // namespace

Result<void> check_fetch_url(std::string_view url) {
  const auto parsed = detail::parse_fetch_url(url);
  if (!parsed) return parsed.error();
  return {};
}

Result<std::string> fetch(std::string_view url, const FetchOptions& options) {
  const auto parsed = detail::parse_fetch_url(url);
  if (!parsed) return parsed.error();
  const NoSigpipe held_back;
  Deadline deadline{};
  auto wire = open_wire(*parsed, options, deadline);
  if (!wire) return wire.error();
  return Exchange{*wire, deadline, options.max_bytes}.get(*parsed);
}

Result<Response> post_json(std::string_view url, const JsonPost& post, const FetchOptions& options) {
  const auto parsed = detail::parse_fetch_url(url);
  if (!parsed) return parsed.error();
  if (!detail::is_field_value(post.request_id)) return fail(Errc::option_invalid, "request_id");
  if (!detail::is_field_value(post.forwarded_for)) return fail(Errc::option_invalid, "forwarded_for");
  const NoSigpipe held_back;
  Deadline deadline{};
  auto wire = open_wire(*parsed, options, deadline);
  if (!wire) return wire.error();
  return Exchange{*wire, deadline, options.max_bytes}.post(*parsed, post);
}

}  // namespace signet::inline v0
