// Stop and Start<T>: what ends a program before it serves, as a value with a message for people.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "signet/core/error.hpp"

namespace signet::example {

inline constexpr int exit_failed =
    1;  ///< the world is not as it must be: a busy port, a database that is gone
inline constexpr int exit_usage = 2;  ///< the configuration is not as it must be

/// Why the program ends here: an answer that was asked for (exit 0), or a refusal that says what to do.
/// Never a byte of a secret.
struct Stop {
  int exit_code = exit_usage;
  std::string message;
};

/// Why `what` is not acceptable: the error's sentence, code and name.
inline Stop refused(const std::string& what, const Error& error) {
  const std::string name{error.name()};
  return {error.stage() == Stage::store ? exit_failed : exit_usage,
          what + ": " + std::string{error.sentence()} + " (" + std::string{to_string(error.code())} +
              (name.empty() ? "" : ", " + name) + ")"};
}

/// What a step gives that only had to be done.
struct Done {};

/// A T, or why there is none.
template <class T>
class [[nodiscard]] Start {
 public:
  explicit(false) Start(T value) : held_(std::move(value)) {}
  explicit(false) Start(Stop stop) : held_(std::move(stop)) {}

  explicit operator bool() const noexcept { return std::holds_alternative<T>(held_); }
  T& operator*() & { return std::get<T>(held_); }
  T&& operator*() && { return std::get<T>(std::move(held_)); }
  T* operator->() { return &std::get<T>(held_); }
  const Stop& stop() const { return std::get<Stop>(held_); }

 private:
  std::variant<T, Stop> held_;
};

/// Says why the program ends: an answer on stdout, a refusal on stderr. @return the exit code
inline int end_with(const Stop& stop, std::string_view program) {
  if (stop.exit_code == 0) {
    std::fprintf(stdout, "%s\n", stop.message.c_str());
  } else {
    std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(program.size()), program.data(),
                 stop.message.c_str());
  }
  return stop.exit_code;
}

}  // namespace signet::example
