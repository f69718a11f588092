// The only file that sees cpp-httplib: its listener, accept loop and thread pool, from 0.11.4 on. Reading and
// answering requests is ours (connection.cpp): that version takes heads and chunked bodies without any bound,
// lets a header shadow the peer's address, compresses and cuts ranges of answers unasked.
#include "signet/http/httplib/server.hpp"

#include <httplib.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

#include "http/httplib/connection.hpp"
#include "http/httplib/tls.hpp"

namespace signet::inline v0 {
namespace {

using detail::Descriptor;
using Task = std::function<void()>;

// httplib's pool, telling the crowd who waits and who has a thread.
class CrowdedPool final : public httplib::TaskQueue {
 public:
  CrowdedPool(std::size_t threads, detail::Crowd& crowd) : pool_(threads), crowd_(crowd) {}

  // void in 0.11.4, bool in later versions
  using Enqueued = decltype(std::declval<httplib::ThreadPool&>().enqueue(Task{}));
  Enqueued enqueue(Task task) override {
    crowd_.arrived();
    return pool_.enqueue([this, task = std::move(task)] {
      crowd_.seated();
      task();
      crowd_.left();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  httplib::ThreadPool pool_;
  detail::Crowd& crowd_;
};

// Hands each accepted socket to `serve`, on a thread of the pool.
class Acceptor final : public httplib::Server {
 public:
  Acceptor(const Descriptor& listener, std::function<void(Descriptor)> serve) : serve_(std::move(serve)) {
    svr_sock_ = dup(listener.get());  // httplib closes its own when accepting ends
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    serve_(Descriptor{socket});
    return true;
  }

  std::function<void(Descriptor)> serve_;
};

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses resolved(const HttplibServerOptions& options) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(options.address.c_str(), std::to_string(options.port).c_str(), &hints, &list) != 0)
    return {};
  return Addresses{list};
}

Error listen_error(int number) {
  if (number == EADDRINUSE) return fail(Errc::address_in_use, "port");
  if (number == EACCES) return fail(Errc::option_invalid, "port");
  return fail(Errc::option_invalid, "address");
}

Result<Descriptor> listening_socket(const HttplibServerOptions& options) {
  const auto address = resolved(options);
  if (!address) return fail(Errc::option_invalid, "address");
  Descriptor listener{socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  // Not SO_REUSEPORT, httplib's default: with it a second server on the port would not be noticed.
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(listener.get(), address->ai_addr, address->ai_addrlen) != 0 ||
      listen(listener.get(), options.backlog) != 0) {
    return listen_error(errno);
  }
  return listener;
}

std::uint16_t port_of(const Descriptor& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const auto* const v4 = reinterpret_cast<const sockaddr_in*>(&address);
  const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(&address);
  return ntohs(address.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

bool is_timeout(Seconds span) { return span > Seconds{} && span <= Seconds::of(3600); }

Result<void> check(const HttplibServerOptions& options) {
  if (options.backlog < 1 || options.backlog > 65'535) return fail(Errc::option_invalid, "backlog");
  if (options.body_limit > std::size_t{16} * 1024 * 1024) return fail(Errc::option_invalid, "body_limit");
  if (!is_timeout(options.idle_timeout)) return fail(Errc::option_invalid, "idle_timeout");
  if (!is_timeout(options.read_timeout)) return fail(Errc::option_invalid, "read_timeout");
  if (!is_timeout(options.write_timeout)) return fail(Errc::option_invalid, "write_timeout");
  return {};
}

}  // namespace

struct HttplibServer::State {
  explicit State(HttplibServerOptions given) : options(std::move(given)) {}

  void answer(Descriptor socket, const Service& service) noexcept {
    try {
      detail::Wire wire{std::move(socket)};
      const auto deadline = detail::deadline_in(options.read_timeout);
      if (tls && wire.accept_tls(*tls, deadline) != detail::WireStep::done) return;
      detail::Connection{std::move(wire), service, rules}.run();
    } catch (...) {
      return;  // out of memory, or an access log that throws: this connection ends, the server does not
    }
  }

  void stop() {
    const std::lock_guard lock{mutex};
    stopping = true;
    held_open.writer = Descriptor{};      // wakes every idle connection: the pipe has no writer left
    shutdown(listener.get(), SHUT_RDWR);  // wakes accept, now or whenever it comes
  }

  HttplibServerOptions options;
  detail::TlsContext tls;
  Descriptor listener;
  detail::Pipe held_open = detail::open_pipe();
  std::atomic<bool> stopping{false};
  detail::ConnectionRules rules{.body_limit = options.body_limit,
                                .idle_timeout = options.idle_timeout,
                                .read_timeout = options.read_timeout,
                                .write_timeout = options.write_timeout,
                                .stopping = stopping,
                                .stop_signal = held_open.reader.get()};
  std::mutex mutex;
  std::condition_variable ended;
  bool serving = false;
};

HttplibServer::HttplibServer(HttplibServerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
HttplibServer::HttplibServer(HttplibServer&&) noexcept = default;
HttplibServer& HttplibServer::operator=(HttplibServer&&) noexcept = default;
HttplibServer::~HttplibServer() = default;

Result<std::uint16_t> HttplibServer::bind() {
  if (const auto fine = check(state_->options); !fine) return fine.error();
  if (const auto& files = state_->options.tls) {
    auto context = detail::server_context(*files);
    if (!context) return context.error();
    state_->tls = *std::move(context);
  }
  auto listener = listening_socket(state_->options);
  if (!listener) return listener.error();
  state_->listener = *std::move(listener);
  return port_of(state_->listener);
}

Result<void> HttplibServer::serve(const Service& service) {
  State& state = *state_;
  {
    const std::lock_guard lock{state.mutex};
    if (state.stopping) return {};
    state.serving = true;
  }
  detail::Crowd crowd{service.threads()};
  state.rules.crowd = &crowd;
  Acceptor acceptor{state.listener, [&](Descriptor socket) { state.answer(std::move(socket), service); }};
  acceptor.new_task_queue = [&] { return new CrowdedPool{service.threads(), crowd}; };
  acceptor.listen_after_bind();  // returns when accepting has ended and every connection is answered

  const std::lock_guard lock{state.mutex};
  state.serving = false;
  state.ended.notify_all();
  if (!state.stopping) return fail(Errc::source_unavailable, "accept");
  return {};
}

void HttplibServer::drain() {
  state_->stop();
  std::unique_lock lock{state_->mutex};
  state_->ended.wait(lock, [&] { return !state_->serving; });
}

}  // namespace signet::inline v0
