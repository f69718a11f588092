// Service: the pipeline around every handler, the same under each HTTP engine; request in, response out.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "signet/core/instant.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/http/client_address.hpp"
#include "signet/http/request.hpp"
#include "signet/http/router.hpp"

namespace signet::inline v0 {

/// One answered request, for the access log. No path, query, token or body; views end with the call.
struct AccessRecord {
  std::string_view method;   ///< a registered method, or `-`
  std::string_view pattern;  ///< the route's pattern; empty when no route was reached
  std::uint16_t status;
  Seconds latency;              ///< from the request's arrival in the pipeline to its answer
  std::string_view request_id;  ///< empty when the request was refused before it had one
};

/// Why somebody was turned away who would be served at another time.
enum class Refusal : std::uint8_t {
  threads,      ///< half of the threads were inside io and cpu routes: 503
  buffers,      ///< begun, and made room when the engine's `buffer_limit` was reached: 503
  peers,        ///< the address had as many connections as one may have: closed without an answer
  connections,  ///< all were open and none could give way: closed without an answer
};

struct ServiceOptions {
  std::string realm = "signet";  ///< of WWW-Authenticate: 1 .. 64 of visible ASCII without `"` and `\`
  /// Threads of the engine, 2 .. 16,384, begun as they are needed; half of them may be in io or cpu routes.
  /// Of a service that hashes, that half is to hold all whom the HashPool would let wait: who is turned away
  /// here is so without regard to who floods.
  std::size_t threads = 1024;
  TrustedProxies trusted_proxies{};
  /// Called once per request after the answer is made, on the connection's thread; null logs nothing.
  std::function<void(const AccessRecord&)> access_log{};
  /// Called once for each who is turned away, on any thread; must not throw. Null tells nobody.
  std::function<void(Refusal)> refusals{};
  /// Latency is measured by it; required, e.g. `steady_now` of core/chrono.hpp.
  SteadyClock clock = nullptr;
  RandomSource* random = &system_random();  ///< makes request ids; borrowed, outlives the service
};

namespace detail {

/// One of a number of places, given back at the end.
class Place {
 public:
  Place() noexcept = default;
  Place(std::atomic<std::size_t>& taken, std::size_t places) noexcept;
  Place(Place&& other) noexcept;
  Place& operator=(Place&& other) noexcept;
  ~Place();

  /// Whether there was one.
  explicit operator bool() const noexcept { return taken_ != nullptr; }

 private:
  std::atomic<std::size_t>* taken_ = nullptr;
};

}  // namespace detail

/// A request on its way: where it falls, since when, and its place among those in io and cpu routes, which it
/// holds until it is answered. Borrows from the Service that routed it.
class RoutedRequest {
 public:
  /// Whether its answer takes tens of microseconds and no waiting: an inline route or a refusal. An engine
  /// that waits for sockets on this thread may make it here; any other may wait for a store or a hash.
  bool is_quick() const noexcept { return match_.cost == RouteCost::inline_ || !place_; }

 private:
  friend class Service;
  RoutedRequest(Router::Match match, Instant begun) noexcept : match_(std::move(match)), begun_(begun) {}

  Router::Match match_;
  Instant begun_;
  detail::Place place_;
};

/// Routing → admission → request id → client address → handler → error rendering → access log.
/// @thread its functions may be called from any number of threads at once
class Service {
 public:
  /// @error option_invalid  realm, threads, clock or random outside its range; its name
  static Result<Service> build(Router router, ServiceOptions options);

  Service(Service&&) noexcept;
  Service& operator=(Service&&) noexcept;
  ~Service();

  /// Answers a request whose method, path, query, headers, body and peer the engine has filled in. The answer
  /// always carries X-Request-Id and never a body where HTTP has none (HEAD keeps the Content-Length that GET
  /// would have). Exceptions of a handler end here, as internal_error. The body is wiped, also if it throws.
  ///
  /// Two Authorization fields are `authorization_malformed` on every route: 400 and the connection closed,
  /// unless the route's ErrorRenderer answers otherwise.
  ///
  /// When half of `threads` are inside io or cpu routes, the next such request is answered `overloaded`
  /// (503, Retry-After: 1) at once, so that inline routes always find a thread.
  Response handle(Request request) const;

  /// The first half of handle, for engines to which the cost matters: finds the route and a place.
  RoutedRequest route(Request& request) const;
  /// The second half, on any thread. The request's body is wiped, also where this throws.
  Response answer(Request& request, RoutedRequest routed) const;

  /// Answers a request that the engine could not read (bad framing, too large, too late), logging it too.
  Response refuse(const Error& error) const;

  /// Tells ServiceOptions::refusals of one that the engine turns away.
  void refused(Refusal why) const;

  std::size_t threads() const noexcept;
  /// Whose connections no engine limits by their address. View into *this.
  const TrustedProxies& trusted_proxies() const& noexcept;

 private:
  struct State;
  explicit Service(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace signet::inline v0
