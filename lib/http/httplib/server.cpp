// The only file that sees cpp-httplib: its listener and accept loop, from 0.11.4 on. Reading and
// answering requests is ours (connection.cpp): that version takes heads and chunked bodies without any bound,
// lets a header shadow the peer's address, compresses and cuts ranges of answers unasked.
#include "signet/http/httplib/server.hpp"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <list>
#include <memory>
#include <utility>

#include "http/httplib/connection.hpp"
#include "http/httplib/crew.hpp"
#include "http/httplib/listening.hpp"
#include "http/httplib/tls.hpp"

namespace signet::inline v0 {
namespace {

using detail::Descriptor;
using Task = std::function<void()>;

constexpr int pause_of_failed = 10;  // milliseconds

// In place of httplib's pool, which begins with all its threads, and ends whenever accepting fails. Tells the
// crowd who waits and who has a thread.
class CrowdedCrew {
 public:
  CrowdedCrew(std::size_t threads, detail::Crowd& crowd)
      : crowd_(crowd), crew_(threads, [this](std::list<Task>& task) {
          crowd_.seated();
          task.front()();  // throws nothing: State::answer
          crowd_.left();
        }) {}

  void give(Task task) {
    std::list<Task> given;
    given.push_back(std::move(task));
    crowd_.arrived();
    crew_.give(given);
  }

 private:
  detail::Crowd& crowd_;
  detail::Crew<Task> crew_;
};

// Hands each accepted socket to `serve`, on a thread of the crew. It accepts until that fails, and is of no
// use to httplib from then on, but to the connections that it has accepted.
class Acceptor final : public httplib::Server, public std::enable_shared_from_this<Acceptor> {
 public:
  static void accept_from(const detail::Listener& listener, CrowdedCrew& crew,
                          const std::function<void(Descriptor)>& serve) {
    const auto acceptor = std::make_shared<Acceptor>(serve);
    acceptor->new_task_queue = [&crew, acceptor = acceptor.get()] {
      return new Pool{crew, acceptor->shared_from_this()};
    };
    acceptor->svr_sock_ = fcntl(listener.get(), F_DUPFD_CLOEXEC, 0);  // httplib closes its own
    acceptor->listen_after_bind();
  }

  explicit Acceptor(std::function<void(Descriptor)> serve) : serve_(std::move(serve)) {}

 private:
  class Pool final : public httplib::TaskQueue {
   public:
    Pool(CrowdedCrew& crew, std::shared_ptr<Acceptor> acceptor)
        : crew_(crew), acceptor_(std::move(acceptor)) {}

    // void in 0.11.4, bool in later versions
    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(Task{}));
    Enqueued enqueue(Task task) override {
      crew_.give([task = std::move(task), acceptor = acceptor_] { task(); });
      return static_cast<Enqueued>(true);
    }
    void shutdown() override {}

   private:
    CrowdedCrew& crew_;
    std::shared_ptr<Acceptor> acceptor_;  // of which the tasks are
  };

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

  // After a pause that drain ends. Whether the error was the listener's is not asked of httplib, which does
  // not say, but of the listener.
  bool goes_on() const {
    pollfd stop{.fd = held_open.reader.get(), .events = 0, .revents = 0};  // told of the end unasked
    poll(&stop, 1, pause_of_failed);
    return !serving.stopping() && listener.is_open();
  }

  void stop() {
    serving.stop([this] {
      held_open.writer = Descriptor{};  // wakes every idle connection: the pipe has no writer left
      listener.leave_path();
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
  {
    CrowdedCrew crew{service.threads(), crowd};  // ends when every connection is answered
    const auto serve = [&](Descriptor socket) { state.answer(std::move(socket), service); };
    do {
      Acceptor::accept_from(state.listener, crew, serve);
    } while (state.goes_on());
  }
  if (!state.serving.end()) return fail(Errc::source_unavailable, "accept");
  return {};
}

void HttplibServer::drain() { state_->stop(); }

}  // namespace signet::inline v0
