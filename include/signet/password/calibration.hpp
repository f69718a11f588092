// Choosing what a password hash costs: the dearest one that keeps to a time, a memory and a rate of logins.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <variant>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0 {

/// argon2id, bcrypt, or PBKDF2-HMAC-SHA-256.
enum class CalibratedHash : std::uint8_t { argon2id, bcrypt, pbkdf2 };

/// What hashing may take and must give, with all workers busy.
struct CalibrationGoals {
  Seconds time = Seconds::of_microseconds(250'000);  ///< a hash takes at most so long; 1 ms .. 60 s
  KiB memory;  ///< of all hashes at once; at least 1. bcrypt and PBKDF2 take none to speak of.
  std::uint32_t logins_per_second = 20;  ///< all workers together, at least; 1 .. 1,000,000
};

/// What hashing has to work with.
struct HashCapacity {
  unsigned workers;   ///< hashes at once; 1 .. 256
  double processors;  ///< CPU time a second for all workers together; over 0, at most `workers`
  KiB memory;         ///< for all hashes at once, beside the goal; 0: unknown
};

/// This process's, by its cores, cgroups and memory. Workers: those asked for; for 0 usable_hash_workers(),
/// or as many fewer as check_hash_memory asks for, with arenas of the default preset for argon2id and none
/// for the others. Processors: as a HashPool of them uses. Memory: half of usable_memory() less one hash of
/// the ceiling, which may run beside the workers' own; at least 1.
HashCapacity usable_hash_capacity(CalibratedHash hash, unsigned workers = 0);

/// The CPU time of one hash of these parameters, with all workers busy.
/// @error hash_failed  it could not be measured
using HashCost = std::function<Result<Seconds>(const HashParams& params)>;

/// Measures on this machine: the median CPU time of the hashes, up to five each and as many as are begun
/// within 0.15 s, that `workers` threads compute at once, in memory that is there before, as HashPool's is.
/// So caches, memory and cores that they share count.
/// @error hash_failed  no memory; "thread": one could not be started
/// @error hash_too_expensive, option_invalid  as of PasswordHasher::verify_dummy
HashCost measured_hash_cost(unsigned workers);

/// What certain parameters mean for a capacity.
struct HashForecast {
  HashParams params;
  Seconds cpu_time;          ///< of one hash
  Seconds time;              ///< of one hash while all workers are busy: cpu_time * workers / processors
  KiB memory;                ///< of all hashes at once; 0 for bcrypt and PBKDF2
  double logins_per_second;  ///< at most; workers / time (Little's law)
};

/// What keeps a hash from costing more.
enum class CalibrationLimit : std::uint8_t {
  time,            ///< the goal
  memory,          ///< the goal
  logins,          ///< the goal
  machine_memory,  ///< HashCapacity's
  ceiling,         ///< HashCeilings', of what is accepted of a stored hash
};

/// The choice.
struct Calibration {
  HashForecast hash;
  std::optional<CalibrationLimit> memory_limit;  ///< what keeps argon2's memory from being more
  CalibrationLimit work_limit;                   ///< the same of passes, cost or iterations
};

/// Not even the least that OWASP allows keeps to the goals.
struct GoalUnmet {
  CalibrationLimit goal;  ///< the one in the way; never `ceiling`
  HashForecast least;     ///< what it would take: the cheapest hash allowed
};

using CalibrationOutcome = std::variant<Calibration, GoalUnmet>;
template <>
inline constexpr bool is_outcome<CalibrationOutcome> = true;

/// Finds the dearest parameters, in steps, that keep to all goals, the capacity and the default HashCeilings.
///
/// argon2id, on one lane: first as much memory as one pass leaves time for, in steps of at most 1/32, then as
/// many passes as there is time for (RFC 9106 §4 and §7.3). Where that is less than 46 MiB, OWASP's
/// equivalents of it: from 19 MiB two passes, from 12 three, from 9 four, from 7 five, or more. bcrypt: cost
/// 10 or more. PBKDF2: 600,000 iterations or more, in steps of 10,000.
///
/// What is chosen was asked about and keeps to the goals. Where `cost` rises with the parameters, it takes at
/// least 31/32 of the time there is, or the next step would take too much.
/// @param cost  asked on the calling thread
/// @error option_invalid  a goal or the capacity out of range; the error names the member
/// @error (of `cost`)     passed on
[[nodiscard]] Result<CalibrationOutcome> calibrate(CalibratedHash hash, const CalibrationGoals& goals,
                                                   const HashCapacity& capacity, const HashCost& cost);

}  // namespace signet::inline v0
