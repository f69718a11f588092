// A process of a test's own that is killed in the middle of what it does.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace signet::test {

/// Runs `work` in a process of its own, which is killed inside it or at its end, without any destructor run.
/// @return whether it was killed; `work` has returned false when it was not, to tell that something went
/// wrong
template <class Work>
bool killed_in(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      if (work()) ::kill(::getpid(), SIGKILL);
    } catch (...) {  // an assertion that ends the test: this process is not to run the others
    }
    ::_exit(1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

}  // namespace signet::test
