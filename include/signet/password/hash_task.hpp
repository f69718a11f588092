// How a HashPool holds the callables it is given, whatever their types.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include "signet/core/result.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0::detail {

/// A callable borrowed for one call.
struct WorkRef {
  void (*call)(void* callable);
  void* callable;
};

/// A callable owned until it is called or dropped.
struct OwnedWork {
  std::unique_ptr<void, void (*)(void*)> callable;
  void (*call)(void* callable);
};

template <class Work>
void call_as(void* callable) {
  (*static_cast<Work*>(callable))();
}
template <class Work>
void delete_as(void* callable) {
  delete static_cast<Work*>(callable);
}

/// A job and whom to tell; either of the two is called, once, or neither.
struct OwnedTask {
  std::unique_ptr<void, void (*)(void*)> task;
  void (*run)(void* task) noexcept;
  void (*refuse)(void* task, const Error& why) noexcept;
};

template <class Task>
OwnedTask owned_task(std::unique_ptr<Task> task) {
  return {{task.release(), &delete_as<Task>},
          [](void* it) noexcept { static_cast<Task*>(it)->run(); },
          [](void* it, const Error& why) noexcept { static_cast<Task*>(it)->refuse(why); }};
}

/// What submit() was given.
template <class Work, class Done>
struct SubmittedWork {
  using Outcome = std::invoke_result_t<Work&>;
  Work work;
  Done done;

  void run() noexcept { done(outcome()); }
  void refuse(const Error& why) noexcept { done(Outcome{why}); }
  Outcome outcome() noexcept {
    try {
      return work();
    } catch (...) {
      return Outcome{fail(Errc::hash_failed)};
    }
  }
};

/// `done` of a HashCheck.
struct OwnedDone {
  std::unique_ptr<void, void (*)(void*)> callable;
  void (*call)(void* callable, const Result<PasswordCheck>& outcome);
};

}  // namespace signet::inline v0::detail
