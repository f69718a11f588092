// The way of every request: id, client, route, admission, handler, rendering, access log.
#include "signet/http/service.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "http/ascii.hpp"
#include "http/body_guard.hpp"
#include "signet/http/challenge.hpp"
#include "signet/http/problem.hpp"
#include "signet/http/request_id.hpp"

namespace signet::inline v0 {
namespace {

bool is_realm(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

// HTTP allows these no content at all (RFC 9110 §15.3.5, §15.4.5).
bool is_bodiless(std::uint16_t status) { return status == 204 || status == 304; }

// Whether no field of the answer can end its line, or name another.
bool is_clean(const HeaderFields& headers) {
  return std::ranges::all_of(headers.all(), [](const auto& field) {
    return detail::is_token(field.first) && detail::is_field_value(field.second);
  });
}

}  // namespace

detail::Place::Place(std::atomic<std::size_t>& taken, std::size_t places) noexcept {
  // Not added and taken off again: who is refused would be counted meanwhile, and have others refused.
  std::size_t before = taken.load(std::memory_order_relaxed);
  while (before < places) {
    if (!taken.compare_exchange_weak(before, before + 1, std::memory_order_relaxed)) continue;
    taken_ = &taken;
    return;
  }
}

detail::Place::Place(Place&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}

detail::Place& detail::Place::operator=(Place&& other) noexcept {
  std::swap(taken_, other.taken_);
  return *this;
}

detail::Place::~Place() {
  if (taken_ != nullptr) taken_->fetch_sub(1, std::memory_order_relaxed);
}

struct Service::State {
  Router router;
  ServiceOptions options;
  mutable std::atomic<std::size_t> blocking{0};  // requests inside io and cpu routes

  Response rendered(const Error& error, std::string_view request_id) const {
    Response response = problem(error, request_id);
    add_challenge(response, error, options.realm);
    return response;
  }

  // By the route's own renderer where it has one; what that makes of it is held to the same rules as an
  // answer of the handler.
  Response rendered(const Error& error, const Request& request, const ErrorRenderer* errors) const {
    if (errors == nullptr) return rendered(error, request.request_id);
    try {
      Response response = (*errors)(error, request);
      return is_clean(response.headers) ? std::move(response)
                                        : rendered(fail(Errc::internal_error), request.request_id);
    } catch (...) {  // as with a handler's
      return rendered(fail(Errc::internal_error), request.request_id);
    }
  }

  Response guarded(const Router::Match& match, const Request& request) const {
    try {
      auto result = (*match.handler)(request);
      if (!result) return rendered(result.error(), request, match.errors);
      return is_clean(result->headers) ? *std::move(result)
                                       : rendered(fail(Errc::internal_error), request, match.errors);
    } catch (...) {  // nothing of a handler's exception is shown: its text may hold anything
      return rendered(fail(Errc::internal_error), request, match.errors);
    }
  }

  // Everything between the route and the answer.
  Response answer(Request& request, const Router::Match& match, bool admitted) const {
    auto id = request_id_of(request.headers, *options.random);
    if (!id) return rendered(id.error(), request, match.errors);
    request.request_id = *std::move(id);
    auto client = client_address(request.peer, request.headers, options.trusted_proxies);
    if (!client) return rendered(client.error(), request, match.errors);
    request.client = *std::move(client);
    if (request.headers.count("Authorization") > 1) return refuse_two_credentials(request, match.errors);
    if (!admitted) {
      tell(Refusal::threads);
      return rendered(Error::retry(Errc::overloaded, 1), request, match.errors);
    }
    if (match.handler != nullptr) return guarded(match, request);
    Response response = rendered(fail(match.refusal), request, match.errors);
    if (response.status == 405) response.headers.add("Allow", match.allow);
    return response;
  }

  // Whoever took the other one of the two would see another caller. A 400 ends the connection like any
  // request that can be read in two ways; a validation route, behind whose proxy others use it, says 401.
  Response refuse_two_credentials(const Request& request, const ErrorRenderer* errors) const {
    Response response = rendered(fail(Errc::authorization_malformed), request, errors);
    response.close = response.status == 400;
    return response;
  }

  void tell(Refusal why) const {
    if (options.refusals) options.refusals(why);
  }

  void log(const AccessRecord& record) const {
    if (options.access_log) options.access_log(record);
  }
};

Service::Service(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Service::Service(Service&&) noexcept = default;
Service& Service::operator=(Service&&) noexcept = default;
Service::~Service() = default;

Result<Service> Service::build(Router router, ServiceOptions options) {
  if (!is_realm(options.realm)) return fail(Errc::option_invalid, "realm");
  if (options.threads < 2 || options.threads > 16'384) return fail(Errc::option_invalid, "threads");
  if (options.clock == nullptr) return fail(Errc::option_invalid, "clock");
  if (options.random == nullptr) return fail(Errc::option_invalid, "random");
  auto state = std::make_unique<State>();
  state->router = std::move(router);
  state->options = std::move(options);
  return Service{std::move(state)};
}

Response Service::handle(Request request) const {
  const detail::BodyGuard guard{request};
  auto routed = route(request);
  return answer(request, std::move(routed));
}

RoutedRequest Service::route(Request& request) const {
  const Instant begun = state_->options.clock();
  RoutedRequest routed{state_->router.route(request), begun};
  if (routed.match_.cost != RouteCost::inline_) {
    routed.place_ = detail::Place{state_->blocking, state_->options.threads / 2};
  }
  return routed;
}

Response Service::answer(Request& request, RoutedRequest routed) const {
  const detail::BodyGuard guard{request};
  const bool admitted = routed.match_.cost == RouteCost::inline_ || routed.place_;
  Response response = state_->answer(request, routed.match_, admitted);
  if (is_bodiless(response.status)) {
    response.body.clear();
  } else {
    response.headers.set("Content-Length", std::to_string(response.body.size()));
  }
  if (request.method == "HEAD") response.body.clear();
  if (!request.request_id.empty()) response.headers.set("X-Request-Id", request.request_id);
  state_->log({.method = known_method(request.method),
               .pattern = routed.match_.pattern,
               .status = response.status,
               .latency = state_->options.clock() - routed.begun_,
               .request_id = request.request_id});
  return response;
}

Response Service::refuse(const Error& error) const {
  Response response = state_->rendered(error, {});
  response.headers.set("Content-Length", std::to_string(response.body.size()));
  state_->log({.method = "-", .pattern = {}, .status = response.status, .latency = {}, .request_id = {}});
  return response;
}

void Service::refused(Refusal why) const { state_->tell(why); }

std::size_t Service::threads() const noexcept { return state_->options.threads; }

const TrustedProxies& Service::trusted_proxies() const& noexcept { return state_->options.trusted_proxies; }

}  // namespace signet::inline v0
