// What is left of a request's body in memory that was given back, where its answer fails: in a program of its
// own, for its operators new and delete.
#include <doctest/doctest.h>
#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <string_view>

#include "unit/httplib/loopback.hpp"

using namespace signet;
using loopback::Peer;

namespace {

constexpr std::string_view secret = "a password of thirty-two letters";
std::atomic<int> found{0};  // in memory that was given back

void give_back(void* memory) {
  if (memory == nullptr) return;
  const std::string_view bytes{static_cast<const char*>(memory), malloc_usable_size(memory)};
  if (bytes.find(secret) != std::string_view::npos) ++found;
  std::free(memory);
}

constexpr int all = -1;
std::atomic<int> to_succeed{all};  // allocations of a thread, once it has begun to route, before one fails
thread_local int left = all;

// The first that the route of a request looks at: from here on this thread's memory runs short.
Instant clock_before_want() noexcept {
  left = to_succeed.exchange(all);
  return steady_now();
}

/// Gives bytes while there is memory.
class ShortOfMemory final : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte>) override { throw std::bad_alloc{}; }
};

Router routes() {
  const auto handler = [](const Request&) { return Response::json(200, "{}"); };
  Router router;
  router.add("POST", "/inline", RouteCost::inline_, handler).add("POST", "/io/:id", RouteCost::io, handler);
  return router;
}

// Of static storage: this side leaves no copy in memory that it gives back.
constexpr std::string_view inline_login =
    "POST /inline HTTP/1.1\r\nHost: a\r\nContent-Length: 32\r\n\r\na password of thirty-two letters";
constexpr std::string_view io_login =
    "POST /io/a-parameter-of-the-path HTTP/1.1\r\nHost: a\r\nContent-Length: 32\r\n\r\n"
    "a password of thirty-two letters";
constexpr std::string_view chunked_login =
    "POST /inline HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n"
    "a password of thirty-two letters\r\n0\r\n\r\n";

Service service_with(ServiceOptions options) {
  auto built = Service::build(routes(), std::move(options));
  REQUIRE(built.has_value());
  return *std::move(built);
}

}  // namespace

void* operator new(std::size_t size) {
  if (left != all && left-- == 0) throw std::bad_alloc{};
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }

TEST_CASE("a body that is not wiped is found") {
  found = 0;
  {
    const std::string left_behind{secret};
  }
  CHECK(found == 1);
}

TEST_CASE_TEMPLATE("a body is wiped where its answer throws", Engine, loopback::Threaded, loopback::Parked) {
  found = 0;
  ShortOfMemory random;
  loopback::RunningOn<Engine> running{service_with({.threads = 8, .clock = steady_now, .random = &random}),
                                      {}};
  for (const std::string_view login : {inline_login, io_login, chunked_login}) {
    Peer peer{running.port()};
    REQUIRE(peer.send(login));
    CHECK(peer.at_end());
  }
  CHECK(running.drain());
  CHECK(found == 0);
}

TEST_CASE_TEMPLATE("a body is wiped whichever allocation fails behind it", Engine, loopback::Threaded,
                   loopback::Parked) {
  for (const std::string_view login : {inline_login, io_login, chunked_login}) {
    found = 0;
    loopback::RunningOn<Engine> running{service_with({.threads = 8, .clock = clock_before_want}), {}};
    int failed = 0;
    for (int i = 0; i < 40; ++i) {
      to_succeed = i;
      Peer peer{running.port()};
      REQUIRE(peer.send(login));
      if (peer.answer().status != 200) ++failed;
    }
    CHECK(running.drain());
    CHECK(failed > 0);
    CHECK(failed < 40);
    CHECK(found == 0);
  }
}
