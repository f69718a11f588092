// The options of flow A's auth service alone: what a process of it does, and how its errors look.
#pragma once

#include <vector>

#include "common/options.hpp"
#include "common/stop.hpp"

namespace signet::example {

struct ServiceOptionsA {
  bool exact;      ///< `mode`: the documented errors, or else those of every other route
  bool logs_in;    ///< `roles`
  bool validates;  ///< `roles`
};

/// `database_url` and `roles`.
std::vector<Option> auth_options_a();

Start<ServiceOptionsA> service_options_a(const Options& options);

}  // namespace signet::example
