// Writes the same facts twice, for people and for programs.
#include "calibrate_report.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "signet/json/writer.hpp"

namespace signet_cli {
namespace {

using namespace signet;

struct LimitRow {
  CalibrationLimit limit;
  std::string_view name;   ///< in JSON
  std::string_view words;  ///< "--time" leaves no time for more
};

constexpr std::array limit_rows{
    LimitRow{CalibrationLimit::time, "time", "--time"},
    LimitRow{CalibrationLimit::memory, "memory", "--memory"},
    LimitRow{CalibrationLimit::logins, "logins", "--logins"},
    LimitRow{CalibrationLimit::machine_memory, "machine_memory",
             "half of the memory of this process, less a stored hash of 256 MiB"},
    LimitRow{CalibrationLimit::ceiling, "ceiling", "the most that is accepted of a stored hash"},
};

const LimitRow& row_of(CalibrationLimit limit) { return limit_rows[static_cast<std::size_t>(limit)]; }

template <int places>
std::string fixed(double number) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, number);
  return text.data();
}

/// Without zeros at the end.
std::string shortest(double number) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.7g", number);
  return text.data();
}

std::string mebibytes(KiB memory) { return shortest(memory.count / 1024.0) + " MiB"; }

std::string plural(std::uint64_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string workers_of(const HashCapacity& capacity) {
  return plural(capacity.workers, "worker", "workers") + " with " + shortest(capacity.processors) +
         (capacity.processors == 1 ? " processor" : " processors");
}

/// The parameters by the names of auth_server's options. An algorithm's preset says which it is.
void write_params(JsonWriter& json, const HashParams& params) {
  if (const auto* argon2 = std::get_if<Argon2Params>(&params)) {
    json.key("password_preset").string("default");
    json.key("argon2_memory_kib").integer(argon2->memory.count);
    json.key("argon2_passes").integer(argon2->passes);
  } else if (const auto* bcrypt = std::get_if<BcryptParams>(&params)) {
    json.key("password_preset").string("bcrypt");
    json.key("bcrypt_cost").integer(bcrypt->cost);
  } else if (const auto* pbkdf2 = std::get_if<Pbkdf2Params>(&params)) {
    json.key("password_preset").string("fips");
    json.key("pbkdf2_iterations").integer(pbkdf2->iterations);
  }
}

std::string configuration(const CalibrationRequest& request, const HashParams& params) {
  std::string text;
  JsonWriter json{text};
  json.begin_object();
  write_params(json, params);
  json.key("hash_workers").integer(request.capacity.workers).end_object();
  return text;
}

void write_forecast(JsonWriter& json, const CalibrationRequest& request, const HashForecast& hash) {
  json.key("config").raw(configuration(request, hash.params));
  json.key("cpu_us").integer(hash.cpu_time.microseconds());
  json.key("time_us").integer(hash.time.microseconds());
  json.key("memory_kib").integer(hash.memory.count);
  json.key("logins_per_second").raw(fixed<3>(hash.logins_per_second));
  json.key("workers").integer(request.capacity.workers);
  json.key("processors").raw(fixed<3>(request.capacity.processors));
}

/// The name of the parameter that takes work.
std::string_view work_name(const HashParams& params) {
  if (std::holds_alternative<BcryptParams>(params)) return "cost";
  return std::holds_alternative<Pbkdf2Params>(params) ? "iterations" : "passes";
}

std::string reasons(const Calibration& chosen) {
  std::string text{"No more\n"};
  if (chosen.memory_limit) {
    text.append("  memory: limited by ").append(row_of(*chosen.memory_limit).words).append("\n");
  }
  text.append("  ").append(work_name(chosen.hash.params)).append(": limited by ");
  return text.append(row_of(chosen.work_limit).words).append("\n");
}

std::string more_time(const GoalUnmet& unmet) {
  const std::int64_t enough = (unmet.least.time.microseconds() + 999) / 1000;
  return "takes " + in_words(unmet.least.time) + " with all workers busy; give --time " +
         std::to_string(enough) + "ms or more";
}

std::string fewer_logins(const CalibrationRequest& request, const GoalUnmet& unmet) {
  const double possible = std::floor(unmet.least.logins_per_second);
  const double needed =
      static_cast<double>(unmet.least.cpu_time.microseconds()) / 1e6 * request.goals.logins_per_second;
  return "allows " + fixed<1>(unmet.least.logins_per_second) + " logins a second; give " +
         (possible < 1 ? "" : "--logins " + fixed<0>(possible) + " or less, or ") +
         fixed<0>(std::ceil(needed)) + " processors";
}

/// @param most  what all hashes at once may take
std::string fewer_workers(const GoalUnmet& unmet, KiB most) {
  const KiB each = std::get<Argon2Params>(unmet.least.params).memory;
  const std::uint32_t fit = most.count / each.count;
  return fit == 0 ? "" : ", or --workers " + std::to_string(fit) + " or less";
}

std::string what_it_would_take(const CalibrationRequest& request, const GoalUnmet& unmet) {
  const std::string needs = "needs " + mebibytes(unmet.least.memory) + " for " +
                            plural(request.capacity.workers, "worker", "workers") + "; give ";
  switch (unmet.goal) {
    case CalibrationLimit::logins:
      return fewer_logins(request, unmet);
    case CalibrationLimit::memory:
      return needs + "--memory " + fixed<0>(std::ceil(unmet.least.memory.count / 1024.0)) + "MiB" +
             " or more" + fewer_workers(unmet, request.goals.memory);
    case CalibrationLimit::machine_memory:
      return needs + "this process " +
             mebibytes(KiB{2 * (unmet.least.memory.count + HashCeilings{}.memory.count)}) +
             fewer_workers(unmet, request.capacity.memory);
    case CalibrationLimit::time:
    case CalibrationLimit::ceiling:
      break;
  }
  return more_time(unmet);
}

}  // namespace

std::string in_words(const HashParams& params) {
  if (const auto* argon2 = std::get_if<Argon2Params>(&params)) {
    return "argon2id, " + mebibytes(argon2->memory) + " and " + plural(argon2->passes, "pass", "passes");
  }
  if (const auto* bcrypt = std::get_if<BcryptParams>(&params)) {
    return "bcrypt, cost " + std::to_string(bcrypt->cost);
  }
  return "PBKDF2-HMAC-SHA-256, " + std::to_string(std::get<Pbkdf2Params>(params).iterations) + " iterations";
}

std::string in_words(Seconds span) {
  return fixed<1>(static_cast<double>(span.microseconds()) / 1000) + " ms";
}

std::string in_words(const CalibrationRequest& request, const Calibration& chosen) {
  const HashForecast& hash = chosen.hash;
  std::string text = in_words(hash.params) + "\n";
  text += "  time:    " + in_words(hash.time) + " a hash with all workers busy, of " +
          in_words(request.goals.time) + "; " + in_words(hash.cpu_time) + " of CPU time\n";
  text += "  logins:  " + fixed<1>(hash.logins_per_second) + " a second, of at least " +
          std::to_string(request.goals.logins_per_second) + "\n";
  if (chosen.memory_limit) {
    text += "  memory:  " + mebibytes(hash.memory) + " in all, of " + mebibytes(request.goals.memory) + "\n";
  }
  text += "  workers: " + workers_of(request.capacity) + "\n";
  text += reasons(chosen) + "For auth_server, flow B\n  " + configuration(request, hash.params) + "\n";
  return text;
}

std::string in_words(const CalibrationRequest& request, const GoalUnmet& unmet) {
  return std::string{row_of(unmet.goal).words} + ": the least that OWASP allows (" +
         in_words(unmet.least.params) + ") " + what_it_would_take(request, unmet) + "\n";
}

std::string in_json(const CalibrationRequest& request, const Calibration& chosen) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("ok").boolean(true);
  write_forecast(json, request, chosen.hash);
  if (chosen.memory_limit) json.key("memory_limit").string(row_of(*chosen.memory_limit).name);
  json.key("work_limit").string(row_of(chosen.work_limit).name).end_object();
  return text;
}

std::string in_json(const CalibrationRequest& request, const GoalUnmet& unmet) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("ok").boolean(false).key("goal").string(row_of(unmet.goal).name);
  json.key("least").begin_object();
  write_forecast(json, request, unmet.least);
  json.end_object().end_object();
  return text;
}

}  // namespace signet_cli
