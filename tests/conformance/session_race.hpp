// Races over a SessionStore by threads of one process or of several: how they start, meet, count and report.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "conformance/race_rounds.hpp"
#include "conformance/race_table.hpp"
#include "conformance/session_databases.hpp"
#include "conformance/some_families.hpp"
#include "support/at_once.hpp"

namespace signet::test {

inline constexpr std::size_t most_rounds = 10'000;

/// What one round of a race came to.
struct RaceRound {
  std::array<std::atomic<std::uint32_t>, 5> results{};  ///< by RotationResult
  std::atomic<std::uint32_t> failed = 0;                ///< calls that gave an error
  std::atomic<std::uint32_t> wrong = 0;                 ///< what the race forbids
  std::atomic<bool> ended = false;                      ///< the revocation has returned
};

/// In memory that forked processes share.
class RaceBoard {
 public:
  explicit RaceBoard(std::size_t racers) {
    void* memory = ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    shared_ = new (memory) Shared;
    pthread_barrierattr_t attributes;
    ::pthread_barrierattr_init(&attributes);
    ::pthread_barrierattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    ::pthread_barrier_init(&shared_->barrier, &attributes, static_cast<unsigned>(racers));
    ::pthread_barrierattr_destroy(&attributes);
  }
  RaceBoard(const RaceBoard&) = delete;
  RaceBoard& operator=(const RaceBoard&) = delete;
  ~RaceBoard() {
    ::pthread_barrier_destroy(&shared_->barrier);
    shared_->~Shared();
    ::munmap(shared_, sizeof(Shared));
  }

  /// Waits until all racers have come.
  void meet() { ::pthread_barrier_wait(&shared_->barrier); }
  RaceRound& round(std::size_t number) { return shared_->rounds.at(number); }

 private:
  struct Shared {
    pthread_barrier_t barrier;
    std::array<RaceRound, most_rounds> rounds;
  };
  Shared* shared_;
};

struct Racers {
  std::size_t processes;
  std::size_t threads;  ///< of each process
  std::size_t count() const { return processes * threads; }
};

/// Runs `race(store, racer, board)` for every racer at once, over the realm "realm" of `database`; each
/// process has two stores. With several processes the database is closed before.
template <class Race>
void run_race(const Racers& racers, SessionDatabase& database, RaceBoard& board, Race race) {
  const auto run_threads = [&](std::size_t first) {
    SessionStore* const stores[] = {&database.open("realm"), &database.open("realm")};
    at_once(racers.threads, [&](std::size_t thread) {
      race(*stores[thread % 2], first + thread, board);
      return Result<void>{};
    });
  };
  if (racers.processes == 1) return run_threads(0);
  database.close();  // connections are not to be carried through a fork
  std::vector<pid_t> children(racers.processes);
  for (std::size_t process = 0; process < children.size(); ++process) {
    children.at(process) = ::fork();
    if (children.at(process) != 0) continue;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_threads(process * racers.threads);
    database.close();
    ::_exit(0);
  }
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    REQUIRE(WEXITSTATUS(status) == 0);
  }
}

inline std::uint32_t number_of(std::size_t round) { return static_cast<std::uint32_t>(round) + 1; }
inline std::string subject_of(std::size_t round) { return "subject " + std::to_string(round); }
/// All rounds fit into a family's idle time, so that none is forgotten.
inline NumericDate time_of(std::size_t round) {
  return noon + Seconds::of_microseconds(1000 * static_cast<std::int64_t>(round));
}

/// One family for each round, each begun a millisecond after the one before, each of a subject of its own.
inline void begin_all(SessionStore& store, std::size_t rounds) {
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::string subject = subject_of(round);
    NewFamily family = new_family(number_of(round), subject);
    family.now = time_of(round);
    begin(store, family);
  }
}

inline Rotation request_of(std::size_t round, std::uint32_t generation, std::uint32_t attempt) {
  Rotation request = rotation(number_of(round), generation);
  request.attempt = attempt_id(attempt);
  request.now = time_of(round);
  return request;
}

/// Rotates, counts what it came to, and returns that; not_active for an error, which is counted too.
inline RotationOutcome rotate_and_count(SessionStore& store, const Rotation& request, RaceRound& round) {
  const auto outcome = store.rotate(request);
  if (!outcome.has_value()) {
    ++round.failed;
    return {};
  }
  ++round.results.at(static_cast<std::size_t>(outcome->result));
  return *outcome;
}

inline std::uint32_t count(RaceBoard& board, std::size_t round, RotationResult result) {
  return board.round(round).results.at(static_cast<std::size_t>(result));
}

inline std::string text_of(const Racers& racers) {
  return std::to_string(racers.processes) + " x " + std::to_string(racers.threads);
}

/// Runs `test(database, racers)` for every backend and number of racers.
template <class Test>
void for_all_racers(Test test) {
  for (const SessionBackend& backend : session_backends()) {
    INFO("backend: ", std::string{backend.name});
    for (const std::size_t processes : {1U, 2U, 4U}) {
      if (processes > (backend.survives_close ? race_rounds.most_processes : 1)) continue;
      for (const std::size_t threads : {2U, 8U, 64U}) {
        CAPTURE(processes);
        CAPTURE(threads);
        const auto database = backend.make();
        test(backend.name, *database, Racers{.processes = processes, .threads = threads});
      }
    }
  }
}

}  // namespace signet::test
