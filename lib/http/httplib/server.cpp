// The only file that sees cpp-httplib: its listener and accept loop, from 0.11.4 on. Reading and
// answering requests is ours (connection.cpp): that version takes heads and chunked bodies without any bound,
// lets a header shadow the peer's address, compresses and cuts ranges of answers unasked.
#include "signet/http/httplib/server.hpp"

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <list>
#include <optional>
#include <utility>

#include "http/httplib/connection.hpp"
#include "http/httplib/crew.hpp"
#include "http/httplib/listening.hpp"
#include "http/httplib/tls.hpp"

namespace signet::inline v0 {
namespace {

using detail::Descriptor;
using Task = std::function<void()>;

// In place of httplib's pool, which begins with all its threads; tells the crowd who waits and who has one.
class CrowdedPool final : public httplib::TaskQueue {
 public:
  CrowdedPool(std::size_t threads, detail::Crowd& crowd) : crowd_(crowd) {
    crew_.emplace(threads, [this](std::list<Task>& task) {
      crowd_.seated();
      task.front()();  // throws nothing: State::answer
      crowd_.left();
    });
  }

  // void in 0.11.4, bool in later versions
  using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(Task{}));
  Enqueued enqueue(Task task) override {
    std::list<Task> given;
    given.push_back(std::move(task));
    crowd_.arrived();
    crew_->give(given);
    return static_cast<Enqueued>(true);
  }
  void shutdown() override { crew_.reset(); }

 private:
  detail::Crowd& crowd_;
  std::optional<detail::Crew<Task>> crew_;
};

// Hands each accepted socket to `serve`, on a thread of the pool.
class Acceptor final : public httplib::Server {
 public:
  Acceptor(const detail::Listener& listener, std::function<void(Descriptor)> serve)
      : serve_(std::move(serve)) {
    svr_sock_ = dup(listener.get());  // httplib closes its own when accepting ends
  }

 private:
  bool process_and_close_socket(socket_t socket) override {
    serve_(Descriptor{socket});
    return true;
  }

  std::function<void(Descriptor)> serve_;
};

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
    serving.stop([this] {
      held_open.writer = Descriptor{};      // wakes every idle connection: the pipe has no writer left
      shutdown(listener.get(), SHUT_RDWR);  // wakes accept, now or whenever it comes
    });
  }

  HttplibServerOptions options;
  detail::TlsContext tls;
  detail::Listener listener;
  detail::Pipe held_open = detail::open_pipe();
  detail::Serving serving;
  detail::ConnectionRules rules{.body_limit = options.body_limit,
                                .idle_timeout = options.idle_timeout,
                                .read_timeout = options.read_timeout,
                                .write_timeout = options.write_timeout,
                                .stopping = serving.stopping(),
                                .stop_signal = held_open.reader.get()};
};

HttplibServer::HttplibServer(HttplibServerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
HttplibServer::HttplibServer(HttplibServer&&) noexcept = default;
HttplibServer& HttplibServer::operator=(HttplibServer&&) noexcept = default;
HttplibServer::~HttplibServer() = default;

Result<std::uint16_t> HttplibServer::bind() {
  auto listener = detail::Listener::open(detail::listening_options(state_->options));
  if (!listener) return listener.error();
  if (const auto& files = state_->options.tls) {
    auto context = detail::server_context(*files);
    if (!context) return context.error();
    state_->tls = *std::move(context);
  }
  state_->listener = *std::move(listener);
  return state_->listener.port();
}

Result<void> HttplibServer::serve(const Service& service) {
  State& state = *state_;
  if (!state.serving.begin()) return {};
  detail::Crowd crowd{service.threads()};
  state.rules.crowd = &crowd;
  Acceptor acceptor{state.listener, [&](Descriptor socket) { state.answer(std::move(socket), service); }};
  acceptor.new_task_queue = [&] { return new CrowdedPool{service.threads(), crowd}; };
  acceptor.listen_after_bind();  // returns when accepting has ended and every connection is answered
  if (!state.serving.end()) return fail(Errc::source_unavailable, "accept");
  return {};
}

void HttplibServer::drain() { state_->stop(); }

}  // namespace signet::inline v0
