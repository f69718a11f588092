// Flow D's signer fails for want of memory alone: in a program of its own, for its operator new.
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>
#include <optional>
#include <string>

#include "flows/refresh_service.hpp"
#include "store/intercepted_stores.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr int all = -1;
int left = all;  // allocations before one fails, of this program's one thread
int made = 0;

/// From the rotation on there is memory again.
struct NoteRotation {
  bool asked = false;

  template <class Forward>
  auto operator()(std::string_view call, Forward forward) -> decltype(forward()) {
    if (call == "rotate") {
      left = all;
      asked = true;
    }
    return forward();
  }
};

}  // namespace

void* operator new(std::size_t size) {
  ++made;
  const bool fails = left == 0;
  if (left != all) --left;  // after the one that fails, all succeed
  if (fails) throw std::bad_alloc{};
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("R06: whichever allocation of its signer fails, a refresh of flow D has used up no token") {
  const RefreshServer server;
  MemorySessionStore memory;
  detail::InterceptedSessionStore<NoteRotation> store{memory};
  FamiliesD families{store, system_random(), {}};
  SessionsD sessions{families, system_random(), server.tokens};
  const auto pair = sessions.begin(1, server.now);
  REQUIRE(pair);
  REQUIRE(server.tokens.get()->verify(pair->refresh, server.now));

  const int before = made;
  static_cast<void>(server.tokens.get()->verify(pair->refresh, server.now));
  const int verifying = made - before;  // the token that was shown; what comes next is signed
  std::optional<Result<TokenPair>> refreshed;
  int failed = 0;
  while (!refreshed) {
    left = verifying + failed;
    try {
      refreshed.emplace(sessions.refresh(pair->refresh, server.now));
    } catch (const std::bad_alloc&) {
      ++failed;
      CHECK_FALSE(store.intercept.asked);
    }
  }
  CHECK(failed >= 2);               // two tokens
  REQUIRE(refreshed->has_value());  // by the very token with which all the others failed
  CHECK(store.intercept.asked);
  CHECK(sessions.authenticate((*refreshed)->access, server.now));
}
