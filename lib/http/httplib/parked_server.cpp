// ParkedServer: a listener, a signal and the reactor between them.
#include "signet/http/httplib/parked_server.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "http/httplib/listening.hpp"
#include "http/httplib/reactor.hpp"

namespace signet::inline v0 {

struct ParkedServer::State {
  explicit State(ParkedServerOptions given) : options(std::move(given)) {}

  Result<void> run(const Service& service) {
    try {
      return detail::Reactor{service, options, std::move(listener), signal.get(), serving.stopping()}.run();
    } catch (...) {  // no memory to begin with
      return fail(Errc::source_unavailable, "memory");
    }
  }

  ParkedServerOptions options;
  detail::Listener listener;
  detail::Descriptor signal{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  detail::Serving serving;
};

ParkedServer::ParkedServer(ParkedServerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
ParkedServer::ParkedServer(ParkedServer&&) noexcept = default;
ParkedServer& ParkedServer::operator=(ParkedServer&&) noexcept = default;
ParkedServer::~ParkedServer() = default;

Result<std::uint16_t> ParkedServer::bind() {
  auto listener = detail::Listener::open(detail::listening_options(state_->options));
  if (!listener) return listener.error();
  state_->listener = *std::move(listener);
  return state_->listener.port();
}

Result<void> ParkedServer::serve(const Service& service) {
  if (!state_->serving.begin()) return {};
  const auto served = state_->run(service);
  state_->serving.end();
  return served;
}

void ParkedServer::drain() {
  state_->serving.stop([this] {
    const std::uint64_t one = 1;
    static_cast<void>(::write(state_->signal.get(), &one, sizeof one));
  });
}

}  // namespace signet::inline v0
