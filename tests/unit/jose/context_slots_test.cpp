// The places for idle operations.
#include "jose/context_slots.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>
#include <vector>

using namespace signet::detail;

TEST_CASE("each operation given back is taken once, and more than sixteen are not kept") {
  ContextSlots slots;
  CHECK(slots.take() == nullptr);
  for (std::size_t i = 0; i < ContextSlots::size + 1; ++i) slots.give_back(new Operation);
  std::set<Operation*> taken;
  while (Operation* const operation = slots.take()) taken.insert(operation);
  CHECK(taken.size() == ContextSlots::size);
  for (Operation* const operation : taken) slots.give_back(operation);
}

TEST_CASE("nothing given back is nothing kept") {
  ContextSlots slots;
  slots.give_back(nullptr);
  CHECK(slots.take() == nullptr);
}

TEST_CASE("no operation is in two threads' hands") {
  ContextSlots slots;
  std::array<std::atomic<bool>, 4> held{};
  std::array<Operation*, 4> operations{};
  for (Operation*& operation : operations) slots.give_back(operation = new Operation);
  std::atomic<int> shared{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&] {
        for (int round = 0; round < 2000; ++round) {
          Operation* const mine = slots.take();
          if (mine == nullptr) continue;
          for (std::size_t i = 0; i < operations.size(); ++i) {
            if (operations[i] == mine && held[i].exchange(true)) ++shared;
          }
          for (std::size_t i = 0; i < operations.size(); ++i) {
            if (operations[i] == mine) held[i] = false;
          }
          slots.give_back(mine);
        }
      });
    }
  }
  CHECK(shared == 0);
}
