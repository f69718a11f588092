// A process that stands still for as long as a test wants it to.
#pragma once

#include <doctest/doctest.h>
#include <sys/types.h>

#include <csignal>
#include <string>

namespace signet::test {

/// Of a process of the tests' own, by SIGSTOP; goes on by SIGCONT.
class StoppedProcess {
 public:
  explicit StoppedProcess(pid_t pid) : pid_(pid) { REQUIRE(::kill(pid_, SIGSTOP) == 0); }
  StoppedProcess(const StoppedProcess&) = delete;
  StoppedProcess& operator=(const StoppedProcess&) = delete;
  ~StoppedProcess() { ::kill(pid_, SIGCONT); }

 private:
  pid_t pid_;
};

}  // namespace signet::test
