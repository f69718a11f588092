#include "http/httplib/crew.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <latch>
#include <list>

#include "support/await.hpp"

using signet::detail::Crew;
using signet::test::await;

namespace {

void give(Crew<int>& crew, int item) {
  std::list<int> one{item};
  crew.give(one);
  CHECK(one.empty());
}

}  // namespace

TEST_CASE("a crew begins with one thread, and a further one when all have something to do") {
  std::latch release{1};
  std::atomic<int> begun{0};
  Crew<int> crew{1000, [&](std::list<int>&) {
                   ++begun;
                   release.wait();
                 }};
  CHECK(crew.size() == 1);
  for (int given = 1; given <= 3; ++given) {
    give(crew, given);
    await("it is begun", [&] { return begun == given; });
    CHECK(crew.size() == static_cast<std::size_t>(given));
  }
  release.count_down();
}

TEST_CASE("all that are given at once are under way at once, up to the most, and the rest comes after them") {
  constexpr int most = 8;
  std::barrier together{most};  // a crew of fewer threads never gets past it
  std::atomic<int> done{0};
  {
    Crew<int> crew{most, [&](std::list<int>&) {
                     together.arrive_and_wait();
                     ++done;
                   }};
    for (int i = 0; i < 3 * most; ++i) give(crew, i);
    CHECK(crew.size() == most);
  }
  CHECK(done == 3 * most);  // its end waits for all that was given
}

TEST_CASE("one after the other needs no second thread") {
  std::atomic<int> done{0};
  Crew<int> crew{8, [&](std::list<int>&) { ++done; }};
  give(crew, 0);
  await("it is done", [&] { return done == 1; });
  CHECK(crew.size() == 1);
}
